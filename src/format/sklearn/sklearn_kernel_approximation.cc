// sklearn.kernel_approximation: maps whose products come near to a kernel.
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/linear_score.h"
#include "format/sklearn/values.h"
#include "model/stages/basis.h"
#include "model/stages/columns.h"
#include "model/stages/elementwise.h"
#include "model/stages/linear.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Elementwise;
using model::Function;

Emitted mapped(const Context& context, ValueId id, std::size_t count) {
  Emitted emitted;
  emitted.transform = computed_components(context, id, count);
  return emitted;
}

// X @ random_weights_ + random_offset_
base::Result<model::Linear> read_random(Attributes& state, std::size_t width) {
  SLIPWAY_ASSIGN(Ref held, state.need("random_weights_"));
  SLIPWAY_ASSIGN(const pickle::Matrix weights, pickle::as_matrix(held));
  SLIPWAY_TRY(want_width("random_weights_", static_cast<std::size_t>(weights.rows), width));
  const auto count = static_cast<std::size_t>(weights.cols);
  model::Linear linear{.inputs = static_cast<std::uint32_t>(width),
                       .coef = std::vector<double>(weights.values.size())};
  for (std::size_t j = 0; j < width; ++j)
    for (std::size_t k = 0; k < count; ++k)
      linear.coef[k * width + j] = weights.values[j * count + k];
  SLIPWAY_ASSIGN(linear.intercept, state.doubles("random_offset_"));
  SLIPWAY_TRY(want_width("random_offset_", linear.intercept.size(), count));
  return linear;
}

// cos(projection) * factor
base::Result<ValueId> waves(Context& context, ValueId projection, double factor) {
  SLIPWAY_ASSIGN(const ValueId cosine,
                 context.add(projection, Elementwise{Function::kCos, {}}, "cos"));
  return context.add(cosine, Elementwise{Function::kMultiply, {factor}});
}

base::Result<double> components_asked_for(Attributes& state) {
  SLIPWAY_ASSIGN(Ref count, state.need("n_components"));
  SLIPWAY_ASSIGN(const double components, pickle::as_double(count));
  if (!(components > 0)) return base::invalid_argument("WRONG_SHAPE", "n_components");
  return components;
}

base::Result<Emitted> rbf_sampler(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const double components, components_asked_for(state));
  SLIPWAY_ASSIGN(model::Linear linear, read_random(state, in.width()));
  const std::size_t count = linear.intercept.size();
  SLIPWAY_ASSIGN(const ValueId projection, add_linear_score(context, in, std::move(linear)));
  SLIPWAY_ASSIGN(const ValueId id, waves(context, projection, std::sqrt(2.0 / components)));
  return mapped(context, id, count);
}

// Before 0.24 no entry could be below 0, since then none at or below -skewedness.
base::Result<Emitted> skewed_chi2_sampler(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const double components, components_asked_for(state));
  SLIPWAY_ASSIGN(Ref skew, state.need("skewedness"));
  SLIPWAY_ASSIGN(const double skewedness, pickle::as_double(skew));
  SLIPWAY_ASSIGN(model::Linear linear, read_random(state, in.width()));
  const std::size_t count = linear.intercept.size();
  const bool old = context.version() < 1900;
  SLIPWAY_ASSIGN(
      ValueId id,
      context.add(in, model::Require{.least = old ? 0 : -skewedness, .above = !old}, "check"));
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kAdd, {skewedness}}, "skewed"));
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kLog, {}}, "log"));
  SLIPWAY_ASSIGN(id, context.add(id, std::move(linear), "projection"));
  SLIPWAY_ASSIGN(id, waves(context, id, std::sqrt(2.0) / std::sqrt(components)));
  return mapped(context, id, count);
}

// --- AdditiveChi2Sampler ---

struct Steps {
  std::int64_t count = 2;
  double interval = 0.5;
};

base::Result<Steps> read_steps(Context& context, Attributes& state) {
  Steps steps;
  SLIPWAY_ASSIGN(Ref count, state.need("sample_steps"));
  SLIPWAY_ASSIGN(steps.count, pickle::as_int64(count));
  if (steps.count < 1 || steps.count > 1000)
    return context.unsupported(fmt::format("sample_steps={}", steps.count));
  steps.interval = steps.count == 1 ? 0.8 : steps.count == 2 ? 0.5 : 0.4;
  for (const char* name : {"sample_interval_", "_sample_interval", "sample_interval"}) {
    Ref interval = state.get(name);
    if (is_none(interval)) continue;
    SLIPWAY_ASSIGN(steps.interval, pickle::as_double(interval));
    return steps;
  }
  if (steps.count > 3) return base::invalid_argument("MISSING_ATTRIBUTE", "sample_interval");
  return steps;
}

// sqrt(2 x s / cosh(π j s)) * cos or sin(j * (s * log x)); of x = 0 it is 0.
base::Result<ValueId> wave(Context& context, ValueId doubled, ValueId logs, std::size_t width,
                           const Steps& steps, std::int64_t j, Function function) {
  const double order = static_cast<double>(j);
  const double divisor = std::cosh(std::numbers::pi * order * steps.interval);
  SLIPWAY_ASSIGN(ValueId factor,
                 context.add(doubled, Elementwise{Function::kDivide, {divisor}}, "factor"));
  SLIPWAY_ASSIGN(factor, context.add(factor, Elementwise{Function::kSqrt, {}}, "factor"));
  SLIPWAY_ASSIGN(ValueId angle,
                 context.add(logs, Elementwise{Function::kMultiply, {order}}, "angle"));
  SLIPWAY_ASSIGN(angle, context.add(angle, Elementwise{function, {}}, "wave"));
  SLIPWAY_ASSIGN(const ValueId both,
                 context.builder().concat(context.path() + ".both", {factor, angle}));
  model::Products products;
  std::vector<std::uint32_t> kept;
  for (std::size_t k = 0; k < 2 * width; ++k) {
    const auto at = static_cast<std::int32_t>(k);
    const auto first = static_cast<std::int32_t>(k - width);
    products.outputs.push_back({at, k < width ? model::Products::kNone : first});
    if (k >= width) kept.push_back(static_cast<std::uint32_t>(k));
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(both, std::move(products), "product"));
  return context.builder().select(context.path() + ".waves", id, kept);
}

base::Result<Emitted> additive_chi2_sampler(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Steps steps, read_steps(context, state));
  SLIPWAY_ASSIGN(const ValueId x, context.add(in, model::Require{.least = 0}, "check"));
  const double s = steps.interval;
  const auto each = [&](ValueId from, Function function,
                        std::vector<double> constants) -> base::Result<ValueId> {
    return context.add(from, Elementwise{function, std::move(constants)}, "step");
  };
  SLIPWAY_ASSIGN(ValueId root, each(x, Function::kMultiply, {s}));
  SLIPWAY_ASSIGN(root, each(root, Function::kSqrt, {}));
  // The logarithm of the least number there is instead of that of 0: its factor is 0.
  SLIPWAY_ASSIGN(ValueId logs, each(x, Function::kMaximum, {5e-324}));
  SLIPWAY_ASSIGN(logs, each(logs, Function::kLog, {}));
  SLIPWAY_ASSIGN(logs, each(logs, Function::kMultiply, {s}));
  SLIPWAY_ASSIGN(ValueId doubled, each(x, Function::kMultiply, {2}));
  SLIPWAY_ASSIGN(doubled, each(doubled, Function::kMultiply, {s}));
  std::vector<ValueId> parts = {root};
  std::vector<std::string> names;
  for (const std::string& name : in.names)
    names.push_back(fmt::format("additivechi2sampler_{}_sqrt", name));
  for (std::int64_t j = 1; j < steps.count; ++j)
    for (const Function function : {Function::kCos, Function::kSin}) {
      SLIPWAY_ASSIGN(const ValueId part,
                     wave(context, doubled, logs, in.width(), steps, j, function));
      parts.push_back(part);
      for (const std::string& name : in.names)
        names.push_back(fmt::format("additivechi2sampler_{}_{}{}", name,
                                    function == Function::kCos ? "cos" : "sin", j));
    }
  SLIPWAY_ASSIGN(const ValueId id, context.builder().concat(context.path(), parts));
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  emitted.transform->sparse = in.sparse;
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_kernel_approximation_adapters() {
  return {
      {.package = "sklearn.kernel_approximation",
       .classes = {"RBFSampler"},
       .convert = rbf_sampler,
       .reads = {"n_components", "random_weights_", "random_offset_"},
       .ignores = {"gamma", "_gamma", "random_state", "_n_features_out"}},
      {.package = "sklearn.kernel_approximation",
       .classes = {"SkewedChi2Sampler"},
       .convert = skewed_chi2_sampler,
       .reads = {"n_components", "skewedness", "random_weights_", "random_offset_"},
       .ignores = {"random_state", "_n_features_out"}},
      {.package = "sklearn.kernel_approximation",
       .classes = {"AdditiveChi2Sampler"},
       .convert = additive_chi2_sampler,
       .reads = {"sample_steps", "sample_interval", "sample_interval_", "_sample_interval"},
       .ignores = {"_n_features_out"}},
  };
}

}  // namespace slipway::format::sklearn
