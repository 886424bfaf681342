// What gives a column another distribution: QuantileTransformer, PowerTransformer.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/distribution.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/elementwise.h"
#include "model/stages/interpolate.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Function;

base::Result<Emitted> quantile_transformer(Context& context, Attributes& state, const Value& in) {
  if (in.sparse) return context.unsupported("sparse input");
  if (in.single) return context.unsupported("float32 input");
  SLIPWAY_ASSIGN(model::Interpolate op, read_quantiles(context, state, in.width()));
  SLIPWAY_ASSIGN(const bool normal, is_normal(context, state));
  op.two_sided = true;
  for (auto& column : op.columns) {
    column.low_x = column.x.front(), column.high_x = column.x.back();
    column.low_y = 0, column.high_y = 1;
  }
  // Until 0.20 the uniform one had a margin too.
  const bool old = context.version() < 2100;
  op.ends = normal || old ? model::Interpolate::Ends::kWithin : model::Interpolate::Ends::kEqual;
  op.margin = kBoundsMargin;
  SLIPWAY_ASSIGN(const Value checked,
                 context.require(in, Element::kF64, context.version() >= 2000));
  SLIPWAY_ASSIGN(ValueId id, context.add(checked, std::move(op)));
  if (normal) {
    SLIPWAY_ASSIGN(id, context.add(id, model::Elementwise{Function::kNormPpf, {}}, "normal"));
    model::Scale clip{.clip_min = kNormalLow, .clip_max = kNormalHigh};
    SLIPWAY_ASSIGN(id, context.add(id, std::move(clip), "clip"));
  } else if (old) {
    const double low = kBoundsMargin - 0x1p-52;
    model::Scale clip{.clip_min = low, .clip_max = 1 - low};
    SLIPWAY_ASSIGN(id, context.add(id, std::move(clip), "clip"));
  }
  Emitted emitted;
  emitted.transform = computed(id, in.names);
  emitted.transform->finite = in.finite;
  return emitted;
}

base::Result<Emitted> power_transformer(Context& context, Attributes& state, const Value& in) {
  if (in.single) return context.unsupported("float32 input");
  SLIPWAY_ASSIGN(const std::string method, state.text("method", "yeo-johnson"));
  SLIPWAY_ASSIGN(const bool standardize, state.flag("standardize", true));
  SLIPWAY_ASSIGN(std::vector<double> lambdas, state.doubles("lambdas_"));
  SLIPWAY_TRY(want_width("lambdas_", lambdas.size(), in.width()));
  const bool box_cox = method == "box-cox";
  if (!box_cox && method != "yeo-johnson")
    return context.unsupported(fmt::format("method={}", method));
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, true));
  SLIPWAY_ASSIGN(ValueId id, context.block(checked));
  if (box_cox) {
    model::Require positive{.allow_nan = true, .least = 0, .above = true};
    SLIPWAY_ASSIGN(id, context.add(id, positive, "positive"));
  }
  const Function function = box_cox                      ? Function::kBoxCox
                            : context.version() >= 10900 ? Function::kYeoJohnsonExpm1
                                                         : Function::kYeoJohnson;
  SLIPWAY_ASSIGN(id, context.add(id, model::Elementwise{function, std::move(lambdas)}, method));
  Emitted emitted;
  emitted.transform = computed(id, in.names);
  if (!standardize) return emitted;
  SLIPWAY_ASSIGN(Ref scaler, state.need("_scaler"));
  return context.convert(scaler, "scaler", *emitted.transform);
}

}  // namespace

base::Result<bool> is_normal(const Context& context, Attributes& state) {
  SLIPWAY_ASSIGN(const std::string shape, state.text("output_distribution", "uniform"));
  if (shape == "normal" || shape == "uniform") return shape == "normal";
  return context.unsupported(fmt::format("output_distribution={}", shape));
}

base::Result<model::Interpolate> read_quantiles(const Context&, Attributes& state,
                                                std::size_t width) {
  SLIPWAY_ASSIGN(Ref held, state.need("quantiles_"));
  SLIPWAY_ASSIGN(const pickle::Matrix quantiles, pickle::as_matrix(held));
  SLIPWAY_ASSIGN(const std::vector<double> references, state.doubles("references_"));
  SLIPWAY_TRY(want_width("quantiles_", static_cast<std::size_t>(quantiles.cols), width));
  SLIPWAY_TRY(
      want_width("references_", references.size(), static_cast<std::size_t>(quantiles.rows)));
  if (references.empty()) return base::invalid_argument("WRONG_SHAPE", "there are no quantiles");
  model::Interpolate op;
  for (std::size_t j = 0; j < width; ++j) {
    auto& column = op.columns.emplace_back();
    for (std::size_t k = 0; k < references.size(); ++k)
      column.x.push_back(quantiles.values[k * width + j]);
    column.y = references;
  }
  return op;
}

std::vector<Adapter> sklearn_preprocessing_distribution_adapters() {
  return {
      {.package = "sklearn.preprocessing",
       .classes = {"QuantileTransformer"},
       .convert = quantile_transformer,
       .reads = {"output_distribution", "quantiles_", "references_"},
       .ignores = {"n_quantiles", "n_quantiles_", "ignore_implicit_zeros", "subsample",
                   "random_state", "copy"}},
      {.package = "sklearn.preprocessing",
       .classes = {"PowerTransformer"},
       .convert = power_transformer,
       .reads = {"method", "standardize", "lambdas_", "_scaler"},
       .ignores = {"copy"}},
  };
}

}  // namespace slipway::format::sklearn
