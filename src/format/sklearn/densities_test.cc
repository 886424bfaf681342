#include "format/sklearn/densities.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace slipway::format::sklearn {
namespace {

// What numpy 2.4.6 answers where it is not the float32 next to the logarithm, and where it is.
TEST(Densities, LogarithmOfNumpyInFloat32) {
  EXPECT_EQ(numpy_log(0x1.9a40a6p-1F), -0x1.c5bceap-3F);
  EXPECT_EQ(numpy_log(0x1.2a1124p-1F), -0x1.14feccp-1F);
  EXPECT_EQ(numpy_log(0x1.909e2p-2F), -0x1.e07e62p-1F);
  EXPECT_EQ(numpy_log(0x1.16c2p-133F), -0x1.7069e4p+6F);
  EXPECT_EQ(numpy_log(3), 0x1.193ea8p+0F);
  EXPECT_EQ(numpy_log(1), 0);
  EXPECT_EQ(numpy_log(0), -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(numpy_log(-1)));
}

TEST(Densities, Digamma) {
  EXPECT_DOUBLE_EQ(digamma(1), -0.57721566490153286);
  EXPECT_DOUBLE_EQ(digamma(0.5), -1.9635100260214235);
  EXPECT_DOUBLE_EQ(digamma(10), 2.2517525890667211);
  EXPECT_DOUBLE_EQ(digamma(16), 2.7410133283274605);
  EXPECT_DOUBLE_EQ(digamma(123.25), std::log(123.25) - 1 / 246.5 - 1 / (12 * 123.25 * 123.25) +
                                        1 / (120 * std::pow(123.25, 4)));
  EXPECT_DOUBLE_EQ(digamma(1e-3), -1000.5755719318103);
  EXPECT_TRUE(std::isnan(digamma(0)));
  EXPECT_TRUE(std::isnan(digamma(-1.5)));
  EXPECT_TRUE(std::isnan(digamma(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_TRUE(std::isinf(digamma(std::numeric_limits<double>::infinity())));
}

TEST(Densities, NumbersAreCounted) {
  std::size_t total = 0;
  EXPECT_TRUE(count_numbers(total, std::size_t{1} << 27).ok());
  EXPECT_STREQ(count_numbers(total, 1).reason(), "BAD_MODEL");
  EXPECT_STREQ(count_numbers(total, std::numeric_limits<std::size_t>::max()).reason(), "BAD_MODEL");
}

TEST(Densities, RowsAndSums) {
  EXPECT_EQ(row_of({1, 2, 3, 4, 5, 6}, 1, 3), (std::vector<double>{4, 5, 6}));
  EXPECT_EQ(sum_of({1e16, 1, -1e16}), 0);  // from the first on
  EXPECT_EQ(sum_of({}), 0);
  EXPECT_EQ(precise_log(1), 0);
}

}  // namespace
}  // namespace slipway::format::sklearn
