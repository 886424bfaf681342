#include "serve/listener.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

TEST(Listeners, AreNamedWithoutOpeningTheirModules) {
  EXPECT_EQ(listeners().names(), std::vector<std::string>{"grpc"});
}

TEST(Listeners, AnUnknownOneIsSaid) {
  EXPECT_EQ(listeners().find("gopher").status().text(),
            "no listener is called gopher (UNKNOWN_KIND)");
}

}  // namespace
}  // namespace slipway::serve
