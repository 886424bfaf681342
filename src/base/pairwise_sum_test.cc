#include "base/pairwise_sum.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

double sum(const std::vector<double>& x) {
  return pairwise_sum([&](std::size_t i) { return x[i]; }, 0, x.size());
}

std::vector<double> tenths(std::size_t count) {
  std::vector<double> x;
  for (std::size_t i = 0; i < count; ++i) x.push_back(0.1 * static_cast<double>(i + 1));
  return x;
}

TEST(PairwiseSum, FewAreAddedInOrder) {
  EXPECT_EQ(sum({}), 0.0);
  EXPECT_TRUE(std::signbit(sum({-0.0})));
  EXPECT_EQ(sum({1e16, 1, 1}), 1e16);
}

// What numpy gives: numpy.sum(0.1 * numpy.arange(1, n + 1)).
TEST(PairwiseSum, ManyAsNumpyAddsThem) {
  EXPECT_EQ(sum(tenths(7)), 2.8000000000000003);
  EXPECT_EQ(sum(tenths(9)), 4.5);
  EXPECT_EQ(sum(tenths(17)), 15.3);
  EXPECT_EQ(sum(tenths(200)), 2010.0);
  EXPECT_EQ(sum(tenths(1001)), 50150.1);
}

}  // namespace
}  // namespace slipway::base
