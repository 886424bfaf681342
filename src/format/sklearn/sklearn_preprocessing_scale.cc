// What is computed column by column or row by row with constants: StandardScaler, MinMaxScaler,
// MaxAbsScaler, RobustScaler, Normalizer, Binarizer, KernelCenterer.
#include <cmath>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/linear.h"
#include "model/stages/row_norm.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Function;

// Missing values pass through scalers from 0.20 on.
bool passes_nan(const Context& context) { return context.version() >= 2000; }

Emitted same_columns(ValueId id, const Value& in) {
  Emitted emitted;
  emitted.transform = computed(id, in.names);
  emitted.transform->finite = in.finite;
  emitted.transform->sparse = in.sparse;
  emitted.transform->single = in.single;
  return emitted;
}

// One step of a scaler on what is float32 in the library: until 1.7 (`in_double`) numpy computed
// `X -= mean` in double and rounded; since then the constants are rounded first.
base::Result<ValueId> step(Context& context, ValueId in, Function function,
                           std::vector<double> constants, bool in_double, const char* part) {
  if (!in_double)
    for (double& constant : constants) constant = static_cast<double>(static_cast<float>(constant));
  return context.add(in, model::Elementwise{function, std::move(constants)}, part);
}

base::Result<ValueId> scale_single(Context& context, const Value& in, const model::Scale& scale,
                                   bool in_double) {
  SLIPWAY_ASSIGN(ValueId id, context.add(in, model::Cast{Element::kF32}, "float32"));
  const auto apply = [&](const std::vector<double>& constants, Function function,
                         const char* part) -> base::Status {
    if (constants.empty()) return {};
    SLIPWAY_ASSIGN(id, step(context, id, function, constants, in_double, part));
    return {};
  };
  SLIPWAY_TRY(apply(scale.offset, Function::kSubtract, "offset"));
  SLIPWAY_TRY(apply(scale.divisor, Function::kDivide, "divisor"));
  SLIPWAY_TRY(apply(scale.factor, Function::kMultiply, "factor"));
  SLIPWAY_TRY(apply(scale.addend, Function::kAdd, "addend"));
  if (std::isinf(scale.clip_min) && std::isinf(scale.clip_max)) return id;
  return context.add(id, model::Scale{.clip_min = scale.clip_min, .clip_max = scale.clip_max},
                     "clip");
}

// A sparse matrix is multiplied by 1 / scale_, and keeps its zeros.
base::Result<Emitted> scaled(Context& context, const Value& in, model::Scale scale,
                             bool rounds_constants = false) {
  if (in.sparse) {
    if (!scale.offset.empty() || !scale.addend.empty())
      return context.unsupported("sparse input, which it would have to centre");
    for (const double divisor : scale.divisor) scale.factor.push_back(1 / divisor);
    scale.divisor.clear();
  }
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, passes_nan(context)));
  ValueId id = 0;
  if (in.single) {
    SLIPWAY_ASSIGN(id, scale_single(context, checked, scale, !rounds_constants));
  } else {
    SLIPWAY_ASSIGN(const ValueId block,
                   in.sparse ? context.block_as_is(checked) : context.block(checked));
    SLIPWAY_ASSIGN(id, context.add(block, std::move(scale)));
  }
  return same_columns(id, in);
}

base::Result<std::vector<double>> by_column(Attributes& state, const char* name, const Value& in) {
  SLIPWAY_ASSIGN(std::vector<double> values, state.doubles(name));
  SLIPWAY_TRY(want_width(name, values.size(), in.width()));
  return values;
}

// X - mean_, then / scale_: each only if its option is on.
base::Result<Emitted> standard_scaler(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool with_mean, state.flag("with_mean", true));
  SLIPWAY_ASSIGN(const bool with_std, state.flag("with_std", true));
  model::Scale scale;
  if (with_mean) {
    SLIPWAY_ASSIGN(scale.offset, by_column(state, "mean_", in));
  }
  if (with_std) {
    SLIPWAY_ASSIGN(scale.divisor, by_column(state, "scale_", in));
  }
  return scaled(context, in, std::move(scale), context.version() >= 10800);
}

base::Result<Emitted> min_max_scaler(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool clip, state.flag("clip", false));
  SLIPWAY_ASSIGN(const std::vector<double> range, state.doubles("feature_range"));
  SLIPWAY_TRY(want_width("feature_range", range.size(), 2));
  model::Scale scale;
  SLIPWAY_ASSIGN(scale.factor, by_column(state, "scale_", in));
  SLIPWAY_ASSIGN(scale.addend, by_column(state, "min_", in));
  if (clip) scale.clip_min = range[0], scale.clip_max = range[1];
  return scaled(context, in, std::move(scale));
}

base::Result<Emitted> max_abs_scaler(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool clip, state.flag("clip", false));
  model::Scale scale;
  SLIPWAY_ASSIGN(scale.divisor, by_column(state, "scale_", in));
  if (clip) scale.clip_min = -1, scale.clip_max = 1;
  return scaled(context, in, std::move(scale));
}

base::Result<Emitted> robust_scaler(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool with_centering, state.flag("with_centering", true));
  SLIPWAY_ASSIGN(const bool with_scaling, state.flag("with_scaling", true));
  model::Scale scale;
  if (with_centering) {
    SLIPWAY_ASSIGN(scale.offset, by_column(state, "center_", in));
  }
  if (with_scaling) {
    SLIPWAY_ASSIGN(scale.divisor, by_column(state, "scale_", in));
  }
  return scaled(context, in, std::move(scale));
}

// Of "max" the greatest |x| counts from 0.23 on, the greatest x before. From 1.0 on a dense row
// whose norm is nearly nothing stays as it is.
base::Result<Emitted> normalizer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string norm, state.text("norm", "l2"));
  model::RowNorm op;
  if (norm == "l1")
    op.norm = model::Norm::kL1;
  else if (norm == "max")
    op.norm = context.version() >= 2300 ? model::Norm::kMaxAbs : model::Norm::kMax;
  else if (norm != "l2")
    return context.unsupported(fmt::format("norm={}", norm));
  if (context.version() >= 10000 && !in.sparse) op.least = 10 * 0x1p-52;
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId block,
                 in.sparse ? context.block_as_is(checked) : context.block(checked));
  SLIPWAY_ASSIGN(const ValueId id, context.add(block, op));
  return same_columns(id, in);
}

base::Result<Emitted> binarizer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref threshold, state.need("threshold"));
  SLIPWAY_ASSIGN(const double limit, pickle::as_double(threshold));
  if (in.sparse && limit < 0) return context.unsupported("sparse input and a threshold below 0");
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId id,
                 context.add(checked, model::Elementwise{Function::kGreater, {limit}}));
  Emitted emitted = same_columns(id, in);
  emitted.transform->finite = true;
  return emitted;
}

// K - K_fit_rows_ - (sum of the row / n) + K_fit_all_
base::Result<Emitted> kernel_centerer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::vector<double> rows, by_column(state, "K_fit_rows_", in));
  SLIPWAY_ASSIGN(Ref all, state.need("K_fit_all_"));
  SLIPWAY_ASSIGN(const double mean, pickle::as_double(all));
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId block, context.block(checked));
  model::Linear sum{.inputs = static_cast<std::uint32_t>(in.width()),
                    .coef = std::vector<double>(in.width(), 1),
                    .intercept = {0}};
  SLIPWAY_ASSIGN(ValueId mean_of_row, context.add(block, std::move(sum), "sum"));
  const double count = static_cast<double>(in.width());
  SLIPWAY_ASSIGN(mean_of_row,
                 context.add(mean_of_row, model::Elementwise{Function::kDivide, {count}}, "mean"));
  SLIPWAY_ASSIGN(mean_of_row, context.builder().select(context.path() + ".everywhere", mean_of_row,
                                                       std::vector<std::uint32_t>(in.width(), 0)));
  SLIPWAY_ASSIGN(const ValueId centred,
                 context.add(block, model::Elementwise{Function::kSubtract, rows}, "rows"));
  SLIPWAY_ASSIGN(ValueId id, context.add({centred, mean_of_row}, model::Combine{.weights = {1, -1}},
                                         "columns"));
  SLIPWAY_ASSIGN(id, context.add(id, model::Elementwise{Function::kAdd, {mean}}));
  return same_columns(id, in);
}

}  // namespace

std::vector<Adapter> sklearn_preprocessing_scale_adapters() {
  return {
      {.package = "sklearn.preprocessing",
       .classes = {"StandardScaler"},
       .convert = standard_scaler,
       .reads = {"with_mean", "with_std", "mean_", "scale_"},
       .ignores = {"copy", "var_", "n_samples_seen_"}},
      {.package = "sklearn.preprocessing",
       .classes = {"MinMaxScaler"},
       .convert = min_max_scaler,
       .reads = {"feature_range", "clip", "scale_", "min_"},
       .ignores = {"copy", "data_min_", "data_max_", "data_range_", "n_samples_seen_"}},
      {.package = "sklearn.preprocessing",
       .classes = {"MaxAbsScaler"},
       .convert = max_abs_scaler,
       .reads = {"clip", "scale_"},
       .ignores = {"copy", "max_abs_", "n_samples_seen_"}},
      {.package = "sklearn.preprocessing",
       .classes = {"RobustScaler"},
       .convert = robust_scaler,
       .reads = {"with_centering", "with_scaling", "center_", "scale_"},
       .ignores = {"copy", "quantile_range", "unit_variance"}},
      {.package = "sklearn.preprocessing",
       .classes = {"Normalizer"},
       .convert = normalizer,
       .reads = {"norm"},
       .ignores = {"copy"}},
      {.package = "sklearn.preprocessing",
       .classes = {"Binarizer"},
       .convert = binarizer,
       .reads = {"threshold"},
       .ignores = {"copy"}},
      {.package = "sklearn.preprocessing",
       .classes = {"KernelCenterer"},
       .convert = kernel_centerer,
       .reads = {"K_fit_rows_", "K_fit_all_"},
       .ignores = {}},
  };
}

}  // namespace slipway::format::sklearn
