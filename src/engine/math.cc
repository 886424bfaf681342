#include "engine/math.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace slipway::engine {
namespace {

// e^x = 2^(k/128) e^r with |r| <= ln2/256; 2^(j/128) as two doubles. The scheme is P.T.P. Tang's
// ("Table-driven implementation of the exponential function", 1989).
constexpr int kSteps = 128;

struct Power {
  double high, low;
};

const std::array<Power, kSteps>& powers() {
  static const auto table = [] {
    std::array<Power, kSteps> all{};
    for (int j = 0; j < kSteps; ++j) {
      const long double exact = std::exp2l(static_cast<long double>(j) / kSteps);
      const auto high = static_cast<double>(exact);
      all[static_cast<std::size_t>(j)] = {
          high, static_cast<double>(exact - static_cast<long double>(high))};
    }
    return all;
  }();
  return table;
}

constexpr double kStepsPerLn2 = 184.6649652337873;  // 128 / ln 2
constexpr double kLn2High =
    0x1.62e42fefa0000p-8;  // ln 2 / 128, low 17 bits zero: k * high is exact
constexpr double kLn2Low =
    0x1.cf79abc9e3b3ap-47;  // the rest: ln2 = 0x1.62e42fefa39ef35793c7673007e5p-1

// For float: e^x = 2^(k/32) 2^(r/32) with |r| <= 1/2, the second by a cubic; all in double. The scheme
// and the cubic are those of Arm's optimized routines, which glibc has taken over.
constexpr int kFloatSteps = 32;
constexpr double kFloatStepsPerE = 0x1.71547652b82fep+5;  // 32 / ln 2
constexpr double kCubic[] = {1, 0x1.62e42ff0c52d6p-6, 0x1.ebfce50fac4f3p-13, 0x1.c6af84b912394p-20};

// 2^exponent, of a normal number.
double power_of_two(std::int64_t exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

}  // namespace

double exact_exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.782712893384) return std::numeric_limits<double>::infinity();
  if (x < -745.1332191019412) return 0;
  const double k = std::nearbyint(x * kStepsPerLn2);
  const double r = (x - k * kLn2High) - k * kLn2Low;
  const double p = r + r * r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120))));
  const auto whole = static_cast<std::int64_t>(k);
  const Power& power = powers()[static_cast<std::size_t>(whole & (kSteps - 1))];
  const double value = power.high + (power.low + power.high * p);
  const std::int64_t exponent = whole >> 7;
  if (exponent > -1022 && exponent < 1024) return value * power_of_two(exponent);
  return std::ldexp(value, static_cast<int>(exponent));
}

float exact_exp(float x) {
  if (std::isnan(x)) return x;
  if (x > 0x1.62e42ep6f) return std::numeric_limits<float>::infinity();
  if (x < -0x1.9fe368p6f) return 0;
  const double steps = kFloatStepsPerE * static_cast<double>(x);
  const double k = std::nearbyint(steps);
  const double r = steps - k;
  const auto whole = static_cast<std::int64_t>(k);
  const auto step = static_cast<std::size_t>(whole & (kFloatSteps - 1));
  const double scale = power_of_two(whole >> 5) * powers()[step * (kSteps / kFloatSteps)].high;
  return static_cast<float>(((kCubic[3] * r + kCubic[2]) * (r * r) + (kCubic[1] * r + kCubic[0])) *
                            scale);
}

double sigmoid(double x) { return 1.0 / (1.0 + exact_exp(-x)); }

float sigmoid(float x) { return 1.0f / (exact_exp(-x) + 1.0f); }

}  // namespace slipway::engine
