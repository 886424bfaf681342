#include "engine/math.h"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace slipway::engine {
namespace {

TEST(Math, ExpIsWithinHalfAUnitAndAHair) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> any(-745, 709.7);
  double worst = 0;
  for (int i = 0; i < 200000; ++i) {
    const double x = any(random);
    const long double exact = ::expl(static_cast<long double>(x));
    const double got = exact_exp(x);
    if (got < 1e-300) continue;
    const double unit = std::nextafter(got, INFINITY) - got;
    worst = std::max(worst, static_cast<double>(std::abs((static_cast<long double>(got) - exact) /
                                                         static_cast<long double>(unit))));
  }
  EXPECT_LT(worst, 0.52);
  EXPECT_EQ(exact_exp(0.0), 1.0);
  EXPECT_EQ(exact_exp(710.0), INFINITY);
  EXPECT_EQ(exact_exp(-746.0), 0.0);
  EXPECT_GT(exact_exp(-744.0), 0.0);
  EXPECT_EQ(exact_exp(-INFINITY), 0.0);
  EXPECT_TRUE(std::isnan(exact_exp(std::numeric_limits<double>::quiet_NaN())));
}

// What glibc's expf gives where it is not the nearest float.
TEST(Math, ExpOfFloatsIsGlibcs) {
  EXPECT_EQ(exact_exp(0x1.fefe02p-16f), 0x1.0002p+0f);
  EXPECT_EQ(exact_exp(0x1.5b3c52p-14f), 0x1.00056ep+0f);
  EXPECT_EQ(exact_exp(0x1.8716aap-13f), 0x1.000c3ap+0f);
  EXPECT_EQ(exact_exp(0.0f), 1.0f);
  EXPECT_EQ(exact_exp(1.0f), 0x1.5bf0a8p+1f);
  EXPECT_EQ(exact_exp(-103.9f), 0x1p-149f);
  EXPECT_EQ(exact_exp(-104.0f), 0.0f);
  EXPECT_EQ(exact_exp(88.72f), 0x1.fe8c9p+127f);
  EXPECT_EQ(exact_exp(88.73f), INFINITY);
  EXPECT_EQ(exact_exp(-INFINITY), 0.0f);
  EXPECT_TRUE(std::isnan(exact_exp(std::numeric_limits<float>::quiet_NaN())));
}

}  // namespace
}  // namespace slipway::engine
