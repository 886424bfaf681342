#include "codec/half.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace slipway::codec {
namespace {

// Every float of 16 bits, there and back.
TEST(Half, EveryOneIsItselfAgain) {
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    const auto narrow = static_cast<std::uint16_t>(bits);
    const float half = half_to_float(narrow), bfloat = bfloat_to_float(narrow);
    if (std::isnan(half))
      EXPECT_TRUE(std::isnan(half_to_float(to_half(static_cast<double>(half))))) << bits;
    else
      EXPECT_EQ(to_half(static_cast<double>(half)), narrow);
    if (std::isnan(bfloat))
      EXPECT_TRUE(std::isnan(bfloat_to_float(to_bfloat(static_cast<double>(bfloat))))) << bits;
    else
      EXPECT_EQ(to_bfloat(static_cast<double>(bfloat)), narrow);
  }
}

// Between two neighbours the nearest, in the middle the even one: of every pair of finite ones.
TEST(Half, TheNearestOfTwo) {
  for (std::uint16_t low = 0; low < 0x7bff; ++low) {
    const auto high = static_cast<std::uint16_t>(low + 1);
    const double a = static_cast<double>(half_to_float(low)),
                 b = static_cast<double>(half_to_float(high));
    const double middle = (a + b) / 2;
    EXPECT_EQ(to_half(middle), low % 2 == 0 ? low : high) << low;
    EXPECT_EQ(to_half(std::nextafter(middle, 0)), low);
    EXPECT_EQ(to_half(std::nextafter(-middle, -1e9)), high | 0x8000);
  }
}

TEST(Half, BeyondTheRangeIsAnInfinity) {
  EXPECT_EQ(to_half(65519.999), 0x7bff);
  EXPECT_EQ(to_half(65520), 0x7c00);
  EXPECT_EQ(to_half(-1e300), 0xfc00);
  EXPECT_EQ(to_bfloat(3.39e38), 0x7f7f);
  EXPECT_EQ(to_bfloat(3.4e38), 0x7f80);
  EXPECT_EQ(to_bfloat(1.0 / 3), 0x3eab);
  EXPECT_EQ(to_bfloat(std::numeric_limits<double>::infinity()), 0x7f80);
  EXPECT_EQ(to_half(1e-300), 0);
}

}  // namespace
}  // namespace slipway::codec
