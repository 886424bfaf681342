#include "format/sklearn/inverse.h"

#include <algorithm>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/distribution.h"
#include "format/sklearn/functions.h"
#include "format/sklearn/inputs.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/elementwise.h"
#include "model/stages/interpolate.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Elementwise;
using model::Function;
using pickle::Tag;

// Arithmetic on one block, step after step.
class Backwards {
 public:
  Backwards(Context& context, Attributes& state, ValueId in)
      : context_(context), state_(state), id_(in) {}

  base::Status check(bool allow_nan) {
    SLIPWAY_ASSIGN(id_, context_.add(id_, model::Require{.allow_nan = allow_nan}, "check"));
    return {};
  }
  base::Status apply(Function function, std::vector<double> constants = {}) {
    SLIPWAY_ASSIGN(id_, context_.add(id_, Elementwise{function, std::move(constants)}, "inverse"));
    return {};
  }
  // The same with the values of an attribute, one a column.
  base::Status by(Function function, const char* attribute) {
    SLIPWAY_ASSIGN(std::vector<double> values, state_.doubles(attribute));
    SLIPWAY_TRY(want_width(attribute, values.size(), width()));
    return apply(function, std::move(values));
  }
  base::Status add(model::Op op, const char* part) {
    SLIPWAY_ASSIGN(id_, context_.add(id_, std::move(op), part));
    return {};
  }
  std::size_t width() const { return context_.builder().block(id_).width(); }
  void set(ValueId id) { id_ = id; }
  ValueId id() const { return id_; }

 private:
  Context& context_;
  Attributes& state_;
  ValueId id_;
};

base::Status standard(Context&, Attributes& state, Backwards& x) {
  SLIPWAY_ASSIGN(const bool with_mean, state.flag("with_mean", true));
  SLIPWAY_ASSIGN(const bool with_std, state.flag("with_std", true));
  SLIPWAY_TRY(x.check(true));
  if (with_std) SLIPWAY_TRY(x.by(Function::kMultiply, "scale_"));
  if (with_mean) SLIPWAY_TRY(x.by(Function::kAdd, "mean_"));
  return {};
}

base::Status min_max(Context&, Attributes&, Backwards& x) {
  SLIPWAY_TRY(x.check(true));
  SLIPWAY_TRY(x.by(Function::kSubtract, "min_"));
  return x.by(Function::kDivide, "scale_");
}

base::Status max_abs(Context&, Attributes&, Backwards& x) {
  SLIPWAY_TRY(x.check(true));
  return x.by(Function::kMultiply, "scale_");
}

base::Status robust(Context&, Attributes& state, Backwards& x) {
  SLIPWAY_ASSIGN(const bool with_centering, state.flag("with_centering", true));
  SLIPWAY_ASSIGN(const bool with_scaling, state.flag("with_scaling", true));
  SLIPWAY_TRY(x.check(true));
  if (with_scaling) SLIPWAY_TRY(x.by(Function::kMultiply, "scale_"));
  if (with_centering) SLIPWAY_TRY(x.by(Function::kAdd, "center_"));
  return {};
}

base::Status power(Context& context, Attributes& state, Backwards& x) {
  SLIPWAY_ASSIGN(const std::string method, state.text("method", "yeo-johnson"));
  SLIPWAY_ASSIGN(const bool standardize, state.flag("standardize", true));
  SLIPWAY_TRY(x.check(true));
  if (standardize) {
    SLIPWAY_ASSIGN(Ref scaler, state.need("_scaler"));
    SLIPWAY_ASSIGN(const ValueId id, inverse_transform(context, scaler, "scaler", x.id()));
    x.set(id);
  }
  if (method == "yeo-johnson") return x.by(Function::kYeoJohnsonInverse, "lambdas_");
  if (method != "box-cox") return context.unsupported(fmt::format("method={}", method));
  // From 1.6 on it is scipy's.
  return x.by(context.version() >= 10600 ? Function::kBoxCoxInverse : Function::kBoxCoxInversePower,
              "lambdas_");
}

base::Status quantile(Context& context, Attributes& state, Backwards& x) {
  SLIPWAY_ASSIGN(model::Interpolate op, read_quantiles(context, state, x.width()));
  SLIPWAY_ASSIGN(const bool normal, is_normal(context, state));
  for (auto& column : op.columns) {
    std::swap(column.x, column.y);
    column.low_x = 0, column.high_x = 1;
    column.low_y = column.y.front(), column.high_y = column.y.back();
  }
  op.ends = normal || context.version() < 2100 ? model::Interpolate::Ends::kWithin
                                               : model::Interpolate::Ends::kEqual;
  op.margin = kBoundsMargin;
  SLIPWAY_TRY(x.check(true));
  if (normal) {
    SLIPWAY_TRY(x.apply(Function::kNormCdf));
  } else if (context.version() < 2100) {
    // scipy.stats.uniform.cdf
    SLIPWAY_TRY(x.add(model::Scale{.clip_min = 0, .clip_max = 1}, "clip"));
  }
  return x.add(std::move(op), "quantiles");
}

base::Status function(Context& context, Attributes& state, Backwards& x) {
  Ref inverse = state.get("inverse_func");
  Ref kw_args = state.get("inv_kw_args");
  if (!is_none(inverse) && !is_none(kw_args) && !pickle::dict_pairs(kw_args).empty())
    return context.unsupported("inv_kw_args");
  SLIPWAY_ASSIGN(const Function one, read_function(context, "inverse_func", inverse));
  Ref validate = state.get("validate");
  bool checks = context.version() < 2200;
  if (!is_none(validate)) {
    SLIPWAY_ASSIGN(checks, state.flag("validate", checks));
  }
  if (checks) SLIPWAY_TRY(x.check(false));
  return one == Function::kPositive ? base::Status() : x.apply(one);
}

base::Status pipeline(Context& context, Attributes& state, Backwards& x) {
  SLIPWAY_ASSIGN(Ref steps, state.need("steps"));
  for (std::size_t i = steps->items().size(); i-- > 0;) {
    Ref step = steps->items()[i];
    if (step->items().size() != 2 || step->items()[0]->tag != Tag::kString)
      return base::invalid_argument("WRONG_TYPE", "a step is not a pair of name and estimator");
    Ref estimator = step->items()[1];
    if (is_none(estimator) || estimator->tag == Tag::kString) continue;
    SLIPWAY_ASSIGN(const ValueId id,
                   inverse_transform(context, estimator, step->items()[0]->text, x.id()));
    x.set(id);
  }
  return {};
}

struct Known {
  std::string_view class_name;
  base::Status (*invert)(Context& context, Attributes& state, Backwards& x);
};
constexpr Known kKnown[] = {{"StandardScaler", standard},      {"MinMaxScaler", min_max},
                            {"MaxAbsScaler", max_abs},         {"RobustScaler", robust},
                            {"PowerTransformer", power},       {"QuantileTransformer", quantile},
                            {"FunctionTransformer", function}, {"Pipeline", pipeline}};

}  // namespace

base::Result<ValueId> inverse_transform(Context& context, Ref transformer, std::string_view name,
                                        ValueId in) {
  const std::string class_name = pickle::record_class(transformer);
  if (find_adapter(class_name) == nullptr) return unknown_symbol(transformer);
  const std::string_view last = std::string_view(class_name).substr(class_name.rfind('.') + 1);
  const auto* known = std::ranges::find(kKnown, last, &Known::class_name);
  if (known == std::end(kKnown) || !is_sklearn(class_name))
    return context.unsupported(fmt::format("inverse_transform of {}", class_name));
  SLIPWAY_ASSIGN(Inner inner, context.enter(transformer, name));
  Backwards x(inner.context, inner.state, in);
  SLIPWAY_TRY(known->invert(inner.context, inner.state, x));
  SLIPWAY_TRY(inner.finish());
  return x.id();
}

}  // namespace slipway::format::sklearn
