// The values are scipy's and numpy's.
#include "engine/functions.h"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "model/stages/elementwise.h"

namespace slipway::engine {
namespace {

using model::Function;
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double of(Function function, double x, double c = 0) { return function_of(function)(x, c); }

TEST(Functions, OfOneNumber) {
  EXPECT_EQ(of(Function::kAbs, -2.5), 2.5);
  EXPECT_EQ(of(Function::kSign, -2.5), -1);
  EXPECT_FALSE(std::signbit(of(Function::kSign, -0.0)));
  EXPECT_TRUE(std::isnan(of(Function::kSign, kNan)));
  EXPECT_EQ(of(Function::kNegative, 2), -2);
  EXPECT_EQ(of(Function::kPositive, 2), 2);
  EXPECT_EQ(of(Function::kReciprocal, 0), kInf);
  EXPECT_EQ(of(Function::kSquare, 0.1), 0.1 * 0.1);
  EXPECT_EQ(of(Function::kSqrt, 2), std::sqrt(2.0));
  EXPECT_EQ(of(Function::kFloor, -0.5), -1);
  EXPECT_EQ(of(Function::kCeil, 0.5), 1);
  EXPECT_EQ(of(Function::kTrunc, -1.5), -1);
  EXPECT_EQ(of(Function::kRint, 2.5), 2);
  EXPECT_EQ(of(Function::kDegrees, 1), 57.29577951308232);
  EXPECT_EQ(of(Function::kRadians, 1), 0.017453292519943295);
  EXPECT_EQ(of(Function::kIsNan, kNan), 1);
  EXPECT_EQ(of(Function::kIsInf, kNan), 0);
  EXPECT_EQ(of(Function::kIsFinite, -kInf), 0);
  EXPECT_EQ(of(Function::kSignbit, -0.0), 1);
  EXPECT_EQ(of(Function::kLogicalNot, kNan), 0);
  EXPECT_EQ(of(Function::kNanToNum, kNan), 0);
  EXPECT_EQ(of(Function::kNanToNum, -kInf), -std::numeric_limits<double>::max());
}

TEST(Functions, OfLibm) {
  EXPECT_EQ(of(Function::kCbrt, 27), 3);
  EXPECT_EQ(of(Function::kExp, 1), 2.718281828459045);
  EXPECT_EQ(of(Function::kExp2, 10), 1024);
  EXPECT_EQ(of(Function::kExpm1, 1e-10), 1.00000000005e-10);
  EXPECT_EQ(of(Function::kLog, 10), 2.302585092994046);
  EXPECT_EQ(of(Function::kLog, 0), -kInf);
  EXPECT_TRUE(std::isnan(of(Function::kLog, -1)));
  EXPECT_EQ(of(Function::kLog2, 8), 3);
  EXPECT_EQ(of(Function::kLog10, 1000), 3);
  EXPECT_EQ(of(Function::kLog1p, 1e-10), 9.999999999500001e-11);
  EXPECT_EQ(of(Function::kSin, 1), 0.8414709848078965);
  EXPECT_EQ(of(Function::kCos, 1), 0.5403023058681398);
  EXPECT_EQ(of(Function::kTan, 1), 1.5574077246549023);
  EXPECT_EQ(of(Function::kArcsin, 0.5), 0.5235987755982989);
  EXPECT_EQ(of(Function::kArccos, 0.5), 1.0471975511965979);
  EXPECT_EQ(of(Function::kArctan, 0.5), 0.4636476090008061);
  EXPECT_EQ(of(Function::kSinh, 1), 1.1752011936438014);
  EXPECT_EQ(of(Function::kCosh, 1), 1.5430806348152437);
  EXPECT_EQ(of(Function::kTanh, 0.5), 0.46211715726000973);
  EXPECT_EQ(of(Function::kArcsinh, 0.5), 0.48121182505960347);
  EXPECT_EQ(of(Function::kArccosh, 2), 1.3169578969248168);
  EXPECT_EQ(of(Function::kArctanh, 0.5), 0.5493061443340549);
  EXPECT_EQ(of(Function::kExpit, 0), 0.5);
  EXPECT_EQ(of(Function::kLogit, 0.5), 0);
  EXPECT_EQ(of(Function::kNormCdf, 0), 0.5);
}

TEST(Functions, OfTwoNumbers) {
  EXPECT_EQ(of(Function::kAdd, 1, 2), 3);
  EXPECT_EQ(of(Function::kSubtract, 1, 2), -1);
  EXPECT_EQ(of(Function::kSubtractFrom, 1, 2), 1);
  EXPECT_EQ(of(Function::kMultiply, 3, 2), 6);
  EXPECT_EQ(of(Function::kDivide, 3, 2), 1.5);
  EXPECT_EQ(of(Function::kDivideInto, 4, 2), 0.5);
  EXPECT_EQ(of(Function::kPower, 3, 2), 9);
  EXPECT_EQ(of(Function::kMaximum, 1, 2), 2);
  EXPECT_TRUE(std::isnan(of(Function::kMaximum, kNan, 2)));
  EXPECT_EQ(of(Function::kMinimum, 1, 2), 1);
  EXPECT_EQ(of(Function::kGreater, 2, 2), 0);
  EXPECT_EQ(of(Function::kGreaterEqual, 2, 2), 1);
  EXPECT_EQ(of(Function::kLess, kNan, 2), 0);
  EXPECT_EQ(of(Function::kLessEqual, 2, 2), 1);
  EXPECT_EQ(of(Function::kEqual, 2, 2), 1);
}

TEST(Functions, LowByte) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const auto& [x, byte] : std::vector<std::pair<double, double>>{{0, 0},
                                                                      {-0.5, 0},
                                                                      {2.75, 2},
                                                                      {255.5, 255},
                                                                      {258.5, 2},
                                                                      {-1, 255},
                                                                      {-56.5, 200},
                                                                      {0x1p31 - 1, 255},
                                                                      {0x1p31 + 2, 0},
                                                                      {-0x1p31, 0},
                                                                      {1e300, 0},
                                                                      {infinity, 0},
                                                                      {-infinity, 0}})
    EXPECT_EQ(of(Function::kByte, x, -infinity), byte) << x;
  EXPECT_TRUE(std::isnan(of(Function::kByte, kNan, -infinity)));
  EXPECT_TRUE(std::isnan(of(Function::kByte, -0.5, 0)));
  EXPECT_EQ(of(Function::kByte, -0.0, 0), 0);
}

TEST(Functions, PowerTransformsAndTheirInverses) {
  EXPECT_EQ(of(Function::kYeoJohnson, 3, 2), 7.5);
  EXPECT_EQ(of(Function::kYeoJohnson, -3, 1), -3);
  EXPECT_EQ(of(Function::kYeoJohnson, 3, 0), std::log1p(3.0));
  EXPECT_EQ(of(Function::kYeoJohnson, -3, 2), -std::log1p(3.0));
  EXPECT_TRUE(std::isnan(of(Function::kYeoJohnson, kNan, 2)));
  for (const double c : {-1.5, 0.0, 0.3, 1.0, 2.0, 2.7}) {
    for (const double x : {-0.9, -0.25, 0.5, 1.7}) {
      const double y = of(Function::kYeoJohnson, x, c);
      EXPECT_NEAR(of(Function::kYeoJohnsonInverse, y, c), x, 1e-13);
      EXPECT_NEAR(of(Function::kYeoJohnsonExpm1, x, c), y, 1e-14);
    }
    const double y = of(Function::kBoxCox, 1.7, c);
    EXPECT_NEAR(of(Function::kBoxCoxInverse, y, c), 1.7, 1e-13);
    EXPECT_NEAR(of(Function::kBoxCoxInversePower, y, c), 1.7, 1e-13);
  }
  EXPECT_EQ(of(Function::kBoxCox, 2, 0), 0.6931471805599453);
}

TEST(Functions, TheQuantilesOfTheNormalDistribution) {
  EXPECT_EQ(norm_ppf(0.5), 0);
  EXPECT_NEAR(norm_ppf(0.975), 1.959963984540054, 1e-15);
  EXPECT_EQ(norm_ppf(0.025), -1.9599639845400545);
  EXPECT_EQ(norm_ppf(1e-7), -5.1993375821928165);
  EXPECT_EQ(norm_ppf(1e-300), -37.0470962993612);
  EXPECT_EQ(norm_ppf(0), -kInf);
  EXPECT_EQ(norm_ppf(1), kInf);
  EXPECT_TRUE(std::isnan(norm_ppf(1.5)));
  EXPECT_TRUE(std::isnan(norm_ppf(kNan)));
}

}  // namespace
}  // namespace slipway::engine
