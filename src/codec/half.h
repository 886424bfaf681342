// The two floats of 16 bits: IEEE 754's binary16 (FP16) and bfloat16 (BF16). Pure; any thread.
#pragma once

#include <cstdint>

namespace slipway::codec {

float half_to_float(std::uint16_t bits);
float bfloat_to_float(std::uint16_t bits);

// The nearest one, of two the even one; beyond the range an infinity. NaN is a quiet NaN.
std::uint16_t to_half(double value);
std::uint16_t to_bfloat(double value);

}  // namespace slipway::codec
