// Functions whose bits must be the same on every machine. The C library's exp uses fused
// multiply-adds where the processor has them, so its last bit differs from machine to machine.
#pragma once

namespace slipway::engine {

// e^x, within 0.52 units in the last place (denormal results: 1). exp(NaN) = NaN, overflow = +inf.
double exact_exp(double x);

// e^x rounded once from double: what a correctly rounded expf gives, but for about one in 10^8.
float exact_exp(float x);

// 1 / (1 + e^-x), each step rounded.
double sigmoid(double x);
float sigmoid(float x);

}  // namespace slipway::engine
