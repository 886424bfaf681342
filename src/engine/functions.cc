#include "engine/functions.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "engine/math.h"
#include "model/stages/elementwise.h"

namespace slipway::engine {
namespace {

using model::Function;
using Long = long double;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

double rounded(Long value) { return static_cast<double>(value); }

// Σ coefficients[i] * x^(n - 1 - i) by Horner's rule; `monic` puts x^n before them.
template <std::size_t kCount>
double polynomial(double x, const double (&coefficients)[kCount], bool monic) {
  double sum = monic ? x + coefficients[0] : coefficients[0];
  for (std::size_t i = 1; i < kCount; ++i) sum = sum * x + coefficients[i];
  return sum;
}

// S. L. Moshier's rational approximations (Cephes, ndtri.c): of |p - 1/2| <= 3/8, and with
// z = sqrt(-2 log p) of 2 <= z <= 8 and 8 <= z <= 64.
constexpr double kMiddleP[] = {-5.99633501014107895267E1, 9.80010754185999661536E1,
                               -5.66762857469070293439E1, 1.39312609387279679503E1,
                               -1.23916583867381258016E0};
constexpr double kMiddleQ[] = {1.95448858338141759834E0, 4.67627912898881538453E0,
                               8.63602421390890590575E1, -2.25462687854119370527E2,
                               2.00260212380060660359E2, -8.20372256168333339912E1,
                               1.59056225126211695515E1, -1.18331621121330003142E0};
constexpr double kTailP[] = {
    4.05544892305962419923E0,   3.15251094599893866154E1,   5.71628192246421288162E1,
    4.40805073893200834700E1,   1.46849561928858024014E1,   2.18663306850790267539E0,
    -1.40256079171354495875E-1, -3.50424626827848203418E-2, -8.57456785154685413611E-4};
constexpr double kTailQ[] = {1.57799883256466749731E1,   4.53907635128879210584E1,
                             4.13172038254672030440E1,   1.50425385692907503408E1,
                             2.50464946208309415979E0,   -1.42182922854787788574E-1,
                             -3.80806407691578277194E-2, -9.33259480895457427372E-4};
constexpr double kFarP[] = {
    3.23774891776946035970E0,  6.91522889068984211695E0,  3.93881025292474443415E0,
    1.33303460815807542389E0,  2.01485389549179081538E-1, 1.23716634817820021358E-2,
    3.01581553508235416007E-4, 2.65806974686737550832E-6, 6.23974539184983293730E-9};
constexpr double kFarQ[] = {6.02427039364742014255E0,  3.67983563856160859403E0,
                            1.37702099489081330271E0,  2.16236993594496635890E-1,
                            1.34204006088543189037E-2, 3.28014464682127739104E-4,
                            2.89247864745380683936E-6, 6.79019408009981274425E-9};
constexpr double kExpMinus2 = 0.13533528323661269189;
constexpr double kRootOf2Pi = 2.50662827463100050242E0;

double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x; }

// The terms of Yeo and Johnson: of what is at least 0 with c, of the rest with 2 - c.
double power_term(double x, double c) { return (exact_pow(x + 1, c) - 1) / c; }
double expm1_term(double x, double c) { return exact_expm1(c * exact_log1p(x)) / c; }

template <auto kTerm>
double yeo_johnson(double x, double c) {
  if (x >= 0) return std::abs(c) < kEpsilon ? exact_log1p(x) : kTerm(x, c);
  return std::abs(c - 2) > kEpsilon ? -kTerm(-x, 2 - c) : -exact_log1p(-x);
}

double yeo_johnson_inverse(double x, double c) {
  if (x >= 0) return std::abs(c) < kEpsilon ? exact_exp(x) - 1 : exact_pow(x * c + 1, 1 / c) - 1;
  if (std::abs(c - 2) > kEpsilon) return 1 - exact_pow(-(2 - c) * x + 1, 1 / (2 - c));
  return 1 - exact_exp(-x);
}

double box_cox(double x, double c) {
  if (std::abs(c) < 1e-19) return exact_log(x);
  const double log = exact_log(x);
  // scipy: where c * log(x) overflows expm1, c itself is divided out first.
  if (c * log < 709.78) return exact_expm1(c * log) / c;
  return std::copysign(1.0, c) * exact_exp(c * log - exact_log(std::abs(c))) - 1 / c;
}

double box_cox_inverse(double x, double c) {
  if (c == 0) return exact_exp(x);
  if (c * x < 1.79e308) return exact_exp(exact_log1p(c * x) / c);
  return exact_exp((exact_log(std::copysign(1.0, c) * (x + 1 / c)) + exact_log(std::abs(c))) / c);
}

double nan_to_num(double x, double) {
  constexpr double kMax = std::numeric_limits<double>::max();
  return std::isnan(x) ? 0 : std::isinf(x) ? std::copysign(kMax, x) : x;
}

// A function of one number as one of two.
template <auto kFunction>
double plain(double x, double) {
  return kFunction(x);
}
#define OF_BOTH(expression) [](double x, [[maybe_unused]] double c) -> double { return expression; }
#define BY_LONG(function) OF_BOTH(rounded(function(static_cast<Long>(x))))

constexpr double kPi = std::numbers::pi;

NumberFunction of_one(Function function) {
  switch (function) {
    case Function::kAbs:
      return OF_BOTH(std::abs(x));
    case Function::kSign:
      return plain<sign>;
    case Function::kNegative:
      return OF_BOTH(-x);
    case Function::kReciprocal:
      return OF_BOTH(1 / x);
    case Function::kSquare:
      return OF_BOTH(x * x);
    case Function::kSqrt:
      return OF_BOTH(std::sqrt(x));
    case Function::kFloor:
      return OF_BOTH(std::floor(x));
    case Function::kCeil:
      return OF_BOTH(std::ceil(x));
    case Function::kTrunc:
      return OF_BOTH(std::trunc(x));
    case Function::kRint:
      return OF_BOTH(std::nearbyint(x));
    case Function::kDegrees:
      return OF_BOTH(x * (180.0 / kPi));
    case Function::kRadians:
      return OF_BOTH(x * (kPi / 180.0));
    case Function::kIsNan:
      return OF_BOTH(std::isnan(x) ? 1 : 0);
    case Function::kIsInf:
      return OF_BOTH(std::isinf(x) ? 1 : 0);
    case Function::kIsFinite:
      return OF_BOTH(std::isfinite(x) ? 1 : 0);
    case Function::kSignbit:
      return OF_BOTH(std::signbit(x) ? 1 : 0);
    case Function::kLogicalNot:
      return OF_BOTH(x == 0 ? 1 : 0);
    case Function::kNanToNum:
      return nan_to_num;
    default:
      return OF_BOTH(x);
  }
}

NumberFunction of_libm(Function function) {
  switch (function) {
    case Function::kCbrt:
      return BY_LONG(std::cbrt);
    case Function::kExp:
      return OF_BOTH(exact_exp(x));
    case Function::kExp2:
      return BY_LONG(std::exp2);
    case Function::kExpm1:
      return plain<exact_expm1>;
    case Function::kLog:
      return plain<exact_log>;
    case Function::kLog2:
      return BY_LONG(std::log2);
    case Function::kLog10:
      return BY_LONG(std::log10);
    case Function::kLog1p:
      return plain<exact_log1p>;
    case Function::kSin:
      return BY_LONG(std::sin);
    case Function::kCos:
      return BY_LONG(std::cos);
    case Function::kTan:
      return BY_LONG(std::tan);
    case Function::kArcsin:
      return BY_LONG(std::asin);
    case Function::kArccos:
      return BY_LONG(std::acos);
    case Function::kArctan:
      return BY_LONG(std::atan);
    case Function::kSinh:
      return BY_LONG(std::sinh);
    case Function::kCosh:
      return BY_LONG(std::cosh);
    case Function::kTanh:
      return BY_LONG(std::tanh);
    case Function::kArcsinh:
      return BY_LONG(std::asinh);
    case Function::kArccosh:
      return BY_LONG(std::acosh);
    case Function::kArctanh:
      return BY_LONG(std::atanh);
    case Function::kExpit:
      return OF_BOTH(sigmoid(x));
    case Function::kLogit:
      return OF_BOTH(exact_log(x / (1 - x)));
    case Function::kNormPpf:
      return plain<norm_ppf>;
    case Function::kNormCdf:
      return OF_BOTH(
          rounded(0.5L * std::erfc(-static_cast<Long>(x) / std::numbers::sqrt2_v<Long>)));
    default:
      return nullptr;
  }
}

double low_byte(double x, double c) {
  if (std::isnan(x) || x < c) return std::numeric_limits<double>::quiet_NaN();
  const double whole = std::trunc(x);
  if (whole < -0x1p31 || whole >= 0x1p31) return 0;
  return static_cast<double>(static_cast<std::uint8_t>(static_cast<std::int32_t>(whole)));
}

NumberFunction of_two(Function function) {
  switch (function) {
    case Function::kAdd:
      return OF_BOTH(x + c);
    case Function::kSubtract:
      return OF_BOTH(x - c);
    case Function::kSubtractFrom:
      return OF_BOTH(c - x);
    case Function::kMultiply:
      return OF_BOTH(x * c);
    case Function::kDivide:
      return OF_BOTH(x / c);
    case Function::kDivideInto:
      return OF_BOTH(c / x);
    case Function::kPower:
      return exact_pow;
    case Function::kMaximum:
      return OF_BOTH(x < c ? c : x);
    case Function::kMinimum:
      return OF_BOTH(x > c ? c : x);
    case Function::kGreater:
      return OF_BOTH(x > c ? 1 : 0);
    case Function::kGreaterEqual:
      return OF_BOTH(x >= c ? 1 : 0);
    case Function::kLess:
      return OF_BOTH(x < c ? 1 : 0);
    case Function::kLessEqual:
      return OF_BOTH(x <= c ? 1 : 0);
    case Function::kEqual:
      return OF_BOTH(x == c ? 1 : 0);
    case Function::kByte:
      return low_byte;
    case Function::kYeoJohnson:
      return yeo_johnson<power_term>;
    case Function::kYeoJohnsonExpm1:
      return yeo_johnson<expm1_term>;
    case Function::kYeoJohnsonInverse:
      return yeo_johnson_inverse;
    case Function::kBoxCox:
      return box_cox;
    case Function::kBoxCoxInversePower:
      return OF_BOTH(c == 0 ? exact_exp(x) : exact_pow(x * c + 1, 1 / c));
    case Function::kBoxCoxInverse:
      return box_cox_inverse;
    default:
      return nullptr;
  }
}

#undef BY_LONG
#undef OF_BOTH

}  // namespace

double exact_log(double x) { return rounded(std::log(static_cast<Long>(x))); }
double exact_log1p(double x) { return rounded(std::log1p(static_cast<Long>(x))); }
double exact_expm1(double x) { return rounded(std::expm1(static_cast<Long>(x))); }
double exact_pow(double x, double c) {
  return rounded(std::pow(static_cast<Long>(x), static_cast<Long>(c)));
}

double norm_ppf(double p) {
  if (p == 0 || p == 1) return std::copysign(std::numeric_limits<double>::infinity(), p - 0.5);
  if (!(p > 0 && p < 1)) return std::numeric_limits<double>::quiet_NaN();
  const bool upper = p > 1 - kExpMinus2;
  if (upper) p = 1 - p;
  if (p > kExpMinus2) {
    p -= 0.5;
    const double square = p * p;
    const double ratio =
        square * polynomial(square, kMiddleP, false) / polynomial(square, kMiddleQ, true);
    return (p + p * ratio) * kRootOf2Pi;
  }
  const double x = std::sqrt(-2.0 * exact_log(p));
  const double z = 1 / x;
  const double tail = x < 8 ? z * polynomial(z, kTailP, false) / polynomial(z, kTailQ, true)
                            : z * polynomial(z, kFarP, false) / polynomial(z, kFarQ, true);
  const double magnitude = x - exact_log(x) / x - tail;
  return upper ? magnitude : -magnitude;
}

NumberFunction function_of(Function function) {
  if (const NumberFunction two = of_two(function)) return two;
  if (const NumberFunction libm = of_libm(function)) return libm;
  return of_one(function);
}

}  // namespace slipway::engine
