#include "codec/half.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace slipway::codec {
namespace {

// To a float of so many bits of exponent and of mantissa.
std::uint16_t narrowed(double value, int exponent_bits, int mantissa_bits) {
  const int bias = (1 << (exponent_bits - 1)) - 1;
  const long long infinity = ((1LL << exponent_bits) - 1) << mantissa_bits;
  const double size = std::abs(value);
  long long bits = infinity;
  if (std::isnan(value)) {
    bits = infinity | 1LL << (mantissa_bits - 1);
  } else if (size < std::ldexp(1, 1 - bias)) {  // subnormal
    bits = std::llrint(std::ldexp(size, bias - 1 + mantissa_bits));
  } else if (!std::isinf(size)) {
    int exponent = 0;
    const double mantissa = std::frexp(size, &exponent);  // 0.5 to 1; rounded up to 1 it carries
    bits = (static_cast<long long>(exponent - 1 + bias) << mantissa_bits) +
           std::llrint(std::ldexp(mantissa, mantissa_bits + 1)) - (1LL << mantissa_bits);
    bits = std::min(bits, infinity);
  }
  return static_cast<std::uint16_t>(bits | (std::signbit(value) ? 0x8000 : 0));
}

}  // namespace

float half_to_float(std::uint16_t bits) {
  const int exponent = bits >> 10 & 0x1f;
  const auto mantissa = static_cast<float>(bits & 0x3ff);
  float value = 0;
  if (exponent == 0x1f)
    value = mantissa == 0 ? std::numeric_limits<float>::infinity()
                          : std::numeric_limits<float>::quiet_NaN();
  else if (exponent == 0)
    value = std::ldexp(mantissa, -24);
  else
    value = std::ldexp(1024 + mantissa, exponent - 25);
  return (bits & 0x8000) != 0 ? -value : value;
}

float bfloat_to_float(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t to_half(double value) { return narrowed(value, 5, 10); }
std::uint16_t to_bfloat(double value) { return narrowed(value, 8, 7); }

}  // namespace slipway::codec
