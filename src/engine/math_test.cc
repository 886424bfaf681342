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

}  // namespace
}  // namespace slipway::engine
