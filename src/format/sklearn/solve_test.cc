#include "format/sklearn/solve.h"

#include <gtest/gtest.h>

namespace slipway::format::sklearn {
namespace {

using Numbers = std::vector<double>;

TEST(Solve, SystemsOfEquations) {
  Numbers right = {5, 1, 10, 0};
  ASSERT_TRUE(solve({0, 1, 2, 0}, 2, right).ok());  // the first pivot is 0
  EXPECT_EQ(right, (Numbers{5, 0, 5, 1}));
  Numbers one = {1, 1};
  EXPECT_EQ(solve({1, 2, 2, 4}, 2, one).message(), "a system of equations has no solution");
  EXPECT_EQ(solve({1}, 2, one).message(), "a system of equations has no such shape");
  EXPECT_STREQ(solve({}, 5000, one).reason(), "UNSUPPORTED_OPTION");
}

TEST(Solve, ProductsOfRows) {
  EXPECT_EQ(products_of_rows({1, 2, 3, 4}, {5, 6}, 2), (Numbers{17, 39}));
}

}  // namespace
}  // namespace slipway::format::sklearn
