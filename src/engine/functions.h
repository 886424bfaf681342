// The closed list of model/stages/elementwise.h as functions of double. What goes through libm is
// computed in long double and rounded once: within 0.51 units in the last place, and the same bits
// on every machine (the C library's own double functions use fused multiply-adds where the
// processor has them). Pure; any thread.
#pragma once

#include "model/stages/elementwise.h"

namespace slipway::engine {

// c is ignored by the functions that take none.
using NumberFunction = double (*)(double x, double c);
NumberFunction function_of(model::Function function);

double exact_log(double x);
double exact_log1p(double x);
double exact_expm1(double x);
double exact_pow(double x, double c);
double norm_ppf(double p);

}  // namespace slipway::engine
