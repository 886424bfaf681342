#include "model/stages/elementwise.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

struct Named {
  const char* name;
  Function function;
};

// The first name of each function is the one that people are shown.
constexpr Named kPlain[] = {{"absolute", Function::kAbs},
                            {"abs", Function::kAbs},
                            {"fabs", Function::kAbs},
                            {"sign", Function::kSign},
                            {"negative", Function::kNegative},
                            {"positive", Function::kPositive},
                            {"reciprocal", Function::kReciprocal},
                            {"square", Function::kSquare},
                            {"sqrt", Function::kSqrt},
                            {"cbrt", Function::kCbrt},
                            {"exp", Function::kExp},
                            {"exp2", Function::kExp2},
                            {"expm1", Function::kExpm1},
                            {"log", Function::kLog},
                            {"log2", Function::kLog2},
                            {"log10", Function::kLog10},
                            {"log1p", Function::kLog1p},
                            {"sin", Function::kSin},
                            {"cos", Function::kCos},
                            {"tan", Function::kTan},
                            {"arcsin", Function::kArcsin},
                            {"asin", Function::kArcsin},
                            {"arccos", Function::kArccos},
                            {"acos", Function::kArccos},
                            {"arctan", Function::kArctan},
                            {"atan", Function::kArctan},
                            {"sinh", Function::kSinh},
                            {"cosh", Function::kCosh},
                            {"tanh", Function::kTanh},
                            {"arcsinh", Function::kArcsinh},
                            {"asinh", Function::kArcsinh},
                            {"arccosh", Function::kArccosh},
                            {"acosh", Function::kArccosh},
                            {"arctanh", Function::kArctanh},
                            {"atanh", Function::kArctanh},
                            {"floor", Function::kFloor},
                            {"ceil", Function::kCeil},
                            {"trunc", Function::kTrunc},
                            {"fix", Function::kTrunc},
                            {"rint", Function::kRint},
                            {"round", Function::kRint},
                            {"round_", Function::kRint},
                            {"around", Function::kRint},
                            {"degrees", Function::kDegrees},
                            {"rad2deg", Function::kDegrees},
                            {"radians", Function::kRadians},
                            {"deg2rad", Function::kRadians},
                            {"isnan", Function::kIsNan},
                            {"isinf", Function::kIsInf},
                            {"isfinite", Function::kIsFinite},
                            {"signbit", Function::kSignbit},
                            {"logical_not", Function::kLogicalNot},
                            {"nan_to_num", Function::kNanToNum},
                            {"expit", Function::kExpit},
                            {"logit", Function::kLogit},
                            {"ndtri", Function::kNormPpf},
                            {"ndtr", Function::kNormCdf}};

constexpr Named kWithConstant[] = {{"x + c", Function::kAdd},
                                   {"x - c", Function::kSubtract},
                                   {"c - x", Function::kSubtractFrom},
                                   {"x * c", Function::kMultiply},
                                   {"x / c", Function::kDivide},
                                   {"c / x", Function::kDivideInto},
                                   {"x ^ c", Function::kPower},
                                   {"max(x, c)", Function::kMaximum},
                                   {"min(x, c)", Function::kMinimum},
                                   {"x > c", Function::kGreater},
                                   {"x >= c", Function::kGreaterEqual},
                                   {"x < c", Function::kLess},
                                   {"x <= c", Function::kLessEqual},
                                   {"x == c", Function::kEqual},
                                   {"byte of x >= c", Function::kByte},
                                   {"yeo-johnson", Function::kYeoJohnson},
                                   {"yeo-johnson by expm1", Function::kYeoJohnsonExpm1},
                                   {"inverse of yeo-johnson", Function::kYeoJohnsonInverse},
                                   {"box-cox", Function::kBoxCox},
                                   {"inverse of box-cox by power", Function::kBoxCoxInversePower},
                                   {"inverse of box-cox", Function::kBoxCoxInverse}};

}  // namespace

bool takes_constant(Function function) { return function >= Function::kAdd; }

const char* name(Function function) {
  for (const Named& named : kPlain)
    if (named.function == function) return named.name;
  for (const Named& named : kWithConstant)
    if (named.function == function) return named.name;
  return "";
}

std::optional<Function> find_function(std::string_view name) {
  for (const Named& named : kPlain)
    if (named.name == name) return named.function;
  return {};
}

base::Result<Block> check(const Elementwise& op, const Inputs& in) {
  const bool keeps_zeros =
      op.function == Function::kGreater && op.constants.size() == 1 && op.constants[0] >= 0;
  SLIPWAY_TRY(keeps_zeros ? numeric(in) : one_numeric(in));
  if (!takes_constant(op.function) && !op.constants.empty())
    return bad(fmt::format("{} takes no constant", name(op.function)));
  if (takes_constant(op.function) && op.constants.size() != 1)
    SLIPWAY_TRY(want_size("constants", op.constants.size(), in[0]->width()));
  return *in[0];
}

std::string contract(const Elementwise& op) {
  return fmt::format("{} of every value", name(op.function));
}

}  // namespace slipway::model
