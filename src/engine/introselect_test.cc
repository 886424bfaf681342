// The orders are those of numpy 1.26's argpartition.
#include "engine/introselect.h"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace slipway::engine {
namespace {

std::vector<std::int64_t> order(const std::vector<double>& values, std::size_t kth) {
  std::vector<std::int64_t> index(values.size());
  std::iota(index.begin(), index.end(), 0);
  arg_partition(values.data(), index.data(), values.size(), kth);
  return index;
}

TEST(ArgPartition, Few) {
  const std::vector<double> values = {3.0, 1.0, 2.0, 1.0, 0.0};
  EXPECT_EQ(order(values, 0), (std::vector<std::int64_t>{4, 1, 2, 3, 0}));
  EXPECT_EQ(order(values, 1), (std::vector<std::int64_t>{4, 1, 2, 3, 0}));
  EXPECT_EQ(order(values, 2), (std::vector<std::int64_t>{4, 1, 3, 2, 0}));
  EXPECT_EQ(order(values, 3), (std::vector<std::int64_t>{3, 4, 1, 2, 0}));
  EXPECT_EQ(order(values, 4), (std::vector<std::int64_t>{4, 1, 2, 3, 0}));
}

TEST(ArgPartition, WithTies) {
  const std::vector<double> values = {1.0, 3.0, 0.0, 0.0, 3.0, 1.0, 3.0, 1.0,
                                      3.0, 0.0, 0.0, 1.0, 0.0, 3.0, 1.0};
  EXPECT_EQ(order(values, 3),
            (std::vector<std::int64_t>{12, 3, 9, 2, 10, 11, 7, 0, 8, 1, 6, 5, 4, 13, 14}));
  EXPECT_EQ(order(values, 5),
            (std::vector<std::int64_t>{12, 3, 9, 2, 10, 11, 7, 0, 8, 1, 6, 5, 4, 13, 14}));
  EXPECT_EQ(order(values, 9),
            (std::vector<std::int64_t>{9, 7, 2, 3, 12, 11, 10, 0, 5, 14, 6, 1, 4, 13, 8}));
}

TEST(ArgPartition, WithNan) {
  const std::vector<double> values = {1.0, 1.0, 1.0, NAN, 0.0, 4.0, NAN, 0.0, 0.0, 3.0, 2.0, 1.0};
  EXPECT_EQ(order(values, 3), (std::vector<std::int64_t>{7, 4, 8, 11, 0, 1, 6, 3, 2, 9, 10, 5}));
  EXPECT_EQ(order(values, 6), (std::vector<std::int64_t>{4, 11, 8, 7, 0, 1, 2, 10, 9, 5, 3, 6}));
  EXPECT_EQ(order(values, 10), (std::vector<std::int64_t>{4, 11, 8, 7, 0, 1, 9, 2, 10, 5, 3, 6}));
}

TEST(ArgPartition, Many) {
  const std::vector<double> values = {0.9, 1.7,  -0.9, 1.7,  -0.6, -0.9, 0.4,  -0.5, -0.5, -0.1,
                                      1.5, 1.2,  -0.5, -1.8, -0.9, -0.1, -0.8, 0.1,  0.7,  -1.7,
                                      2.0, 1.2,  0.2,  -1.6, -0.0, 0.6,  1.6,  0.2,  0.1,  1.0,
                                      1.0, -0.1, 0.7,  -2.2, -1.3, 1.4,  1.9,  1.0,  0.4,  -0.7};
  EXPECT_EQ(order(values, 4),
            (std::vector<std::int64_t>{33, 13, 19, 23, 34, 5, 2,  16, 14, 39, 10, 11, 12, 9,
                                       8,  15, 7,  17, 18, 1, 20, 21, 22, 6,  24, 25, 26, 27,
                                       28, 29, 30, 31, 32, 4, 3,  35, 36, 37, 38, 0}));
  EXPECT_EQ(order(values, 20),
            (std::vector<std::int64_t>{13, 19, 2,  34, 33, 5,  23, 16, 14, 39, 7,  4,  12, 31,
                                       8,  15, 9,  24, 28, 17, 22, 27, 32, 6,  38, 25, 18, 0,
                                       26, 29, 30, 11, 21, 20, 3,  35, 36, 37, 1,  10}));
}

}  // namespace
}  // namespace slipway::engine
