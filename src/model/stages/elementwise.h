// Functions of one number, applied to every value: a closed list, named as numpy names them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// The name in the comment is what find_function() knows; c is the stage's constant for the column.
enum class Function : std::uint8_t {
  kAbs,         // absolute, abs, fabs
  kSign,        // sign: NaN stays, 0 of either sign becomes 0
  kNegative,    // negative
  kPositive,    // positive
  kReciprocal,  // reciprocal: 1 / x
  kSquare,      // square: x * x
  kSqrt,        // sqrt, rounded once
  kCbrt,        // cbrt
  kExp,         // exp
  kExp2,        // exp2
  kExpm1,       // expm1
  kLog,         // log
  kLog2,        // log2
  kLog10,       // log10
  kLog1p,       // log1p
  kSin,         // sin, cos, tan, arcsin, … arctanh
  kCos,
  kTan,
  kArcsin,
  kArccos,
  kArctan,
  kSinh,
  kCosh,
  kTanh,
  kArcsinh,
  kArccosh,
  kArctanh,
  kFloor,    // floor
  kCeil,     // ceil
  kTrunc,    // trunc, fix
  kRint,     // rint, and round or around to whole numbers: half to even
  kDegrees,  // degrees, rad2deg: x * (180 / pi)
  kRadians,  // radians, deg2rad: x * (pi / 180)
  kIsNan,    // isnan, isinf, isfinite, signbit, logical_not: 1 or 0
  kIsInf,
  kIsFinite,
  kSignbit,
  kLogicalNot,
  kNanToNum,      // nan_to_num: NaN to 0, infinities to the greatest finite number of the element
  kExpit,         // expit: 1 / (1 + exp(-x))
  kLogit,         // logit: log(x / (1 - x))
  kNormPpf,       // the quantile of the normal distribution, as cephes' ndtri computes it
  kNormCdf,       // … and its distribution function: 0.5 * erfc(-x * sqrt(1/2))
  kAdd,           // x + c
  kSubtract,      // x - c
  kSubtractFrom,  // c - x
  kMultiply,      // x * c
  kDivide,        // x / c
  kDivideInto,    // c / x
  kPower,         // x ^ c
  kMaximum,       // x < c ? c : x, so that NaN stays
  kMinimum,       // x > c ? c : x
  kGreater,       // x > c, >=, <, <=, ==: 1 or 0
  kGreaterEqual,
  kLess,
  kLessEqual,
  kEqual,
  kByte,  // the low byte of x without its fraction, 0 if that is no int32 (a C cast to an unsigned
          // char as x86-64 has it); of x < c NaN (HistGradientBoosting's categories until 1.3)
  // Power transforms; below |c| < e = 2^-52 (for kYeoJohnson*: of x < 0, |c - 2| <= e) they are
  // logarithms, as scikit-learn and scipy have it.
  kYeoJohnson,          // x >= 0: ((x + 1)^c - 1) / c; else -((1 - x)^(2 - c) - 1) / (2 - c)
  kYeoJohnsonExpm1,     // the same by expm1(c * log1p(x)) / c (scipy.stats.yeojohnson)
  kYeoJohnsonInverse,   // x >= 0: (x * c + 1)^(1 / c) - 1; else 1 - (1 - (2 - c) * x)^(1 / (2 - c))
  kBoxCox,              // expm1(c * log(x)) / c (scipy.special.boxcox, so |c| < 1e-19: log(x))
  kBoxCoxInversePower,  // (x * c + 1)^(1 / c), of c == 0 exp(x)
  kBoxCoxInverse,       // exp(log1p(c * x) / c), of c == 0 exp(x) (scipy.special.inv_boxcox)
};

// In double, with one rounding a step as written above, then rounded to the element of the input
// (kF64 or kF32). + - * / sqrt are IEEE's; the functions of libm are within 0.51 units in the last
// place and the same on every machine. Those of numpy differ from them by 1 or 2 (its own vector
// versions by up to 4). A sparse block stays sparse; of the functions only x > c is known there to keep
// zeros, of one c >= 0.
struct Elementwise {
  static constexpr const char* kFamily = "elementwise";
  Function function = Function::kPositive;
  std::vector<double> constants;  // of the functions that take c: one for all columns, or one each
};

bool takes_constant(Function function);
const char* name(Function function);  // "log1p"
// By numpy's name, for those without a constant: "log1p", "absolute"; nothing for any other.
std::optional<Function> find_function(std::string_view name);

base::Result<Block> check(const Elementwise& op, const Inputs& in);
std::string contract(const Elementwise& op);

}  // namespace slipway::model
