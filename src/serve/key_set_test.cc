#include "serve/key_set.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

TEST(KeySets, TheModuleIsKnownByName) {
  EXPECT_EQ(key_sets().names(), std::vector<std::string>{"jwks"});
  EXPECT_STREQ(key_sets().find("jwk").status().reason(), "UNKNOWN_KIND");
}

}  // namespace
}  // namespace slipway::serve
