// Functions whose bits must be the same on every machine. The C library's exp uses fused
// multiply-adds where the processor has them, so its last bit differs from machine to machine.
#pragma once

namespace slipway::engine {

// e^x, within 0.52 units in the last place (denormal results: 1). exp(NaN) = NaN, overflow = +inf.
double exact_exp(double x);

// e^x as glibc's expf gives it, which XGBoost and treelite call: the same bits for all floats but 2
// (where glibc's fused multiply-adds round otherwise); within 0.502 units in the last place.
float exact_exp(float x);

// 1 / (1 + e^-x), each step rounded.
double sigmoid(double x);
float sigmoid(float x);

}  // namespace slipway::engine
