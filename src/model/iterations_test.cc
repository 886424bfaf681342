#include "model/iterations.h"

#include <gtest/gtest.h>

namespace slipway::model {
namespace {

TEST(Iterations, ANumberOrARange) {
  EXPECT_EQ(*parse_iterations("40"), (Iterations{0, 40}));
  EXPECT_EQ(*parse_iterations("10:40"), (Iterations{10, 40}));
  EXPECT_EQ(*parse_iterations(":40"), (Iterations{0, 40}));
  EXPECT_EQ(*parse_iterations("10:"), (Iterations{10, 0}));
  EXPECT_EQ(*parse_iterations(":"), Iterations{});
  for (const char* text : {"10:40", "10:", "0:7"})
    EXPECT_EQ(text_of(*parse_iterations(text)), text);
}

TEST(Iterations, AnythingElseIsRefused) {
  for (const char* text :
       {"", "0", "-1", "a", "1:2:3", "40:10", "4:4", "4:0", "1 :2", "99999999999"})
    EXPECT_STREQ(parse_iterations(text).status().reason(), "BAD_OPTION") << text;
}

}  // namespace
}  // namespace slipway::model
