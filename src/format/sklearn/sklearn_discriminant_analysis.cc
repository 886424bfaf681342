// sklearn.discriminant_analysis: linear scores, or Gaussian densities of each class.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/densities.h"
#include "format/sklearn/linear_score.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/link.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::Function;
using model::LinkKind;

constexpr int kSoftmax = 2100;         // before, sigmoids were shared out
constexpr int kLogPositive = 2400;     // from this version on there is no log(0)
constexpr int kLogLikelihood = 10600;  // QuadraticDiscriminantAnalysis: logarithms first

// Of svd (X - xbar_) @ scalings_, of eigen X @ scalings_; lsqr transforms nothing.
base::Result<std::optional<Value>> projection(Context& context, Attributes& state,
                                              const Value& in) {
  SLIPWAY_ASSIGN(const std::string solver, state.text("solver", "svd"));
  if (solver == "lsqr") return std::optional<Value>();
  if (solver != "svd" && solver != "eigen")
    return context.unsupported(fmt::format("solver={}", solver));
  SLIPWAY_ASSIGN(Ref held, state.need("scalings_"));
  SLIPWAY_ASSIGN(const pickle::Matrix scalings, pickle::as_matrix(held));
  SLIPWAY_TRY(want_width("scalings_", static_cast<std::size_t>(scalings.rows), in.width()));
  SLIPWAY_ASSIGN(Ref most, state.need("_max_components"));
  SLIPWAY_ASSIGN(const std::int64_t components, pickle::as_int64(most));
  const auto count =
      static_cast<std::size_t>(std::clamp<std::int64_t>(components, 0, scalings.cols));
  if (count == 0) return std::optional<Value>();  // of one class only, or of equal ones
  model::Linear linear{.inputs = static_cast<std::uint32_t>(in.width())};
  for (std::size_t k = 0; k < count; ++k)
    for (std::size_t j = 0; j < in.width(); ++j)
      linear.coef.push_back(scalings.values[j * static_cast<std::size_t>(scalings.cols) + k]);
  linear.intercept.assign(count, 0);
  SLIPWAY_ASSIGN(Value input, context.require(in, model::Element::kF64, false));
  if (solver == "svd") {
    SLIPWAY_ASSIGN(std::vector<double> mean, state.doubles("xbar_"));
    SLIPWAY_TRY(want_width("xbar_", mean.size(), in.width()));
    SLIPWAY_ASSIGN(const ValueId centred,
                   context.add(input, model::Scale{.offset = std::move(mean)}, "centred"));
    input = computed(centred, in.names);
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(input, std::move(linear), "projected"));
  return std::optional(computed_components(context, id, count));
}

base::Result<Emitted> linear(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Emitted emitted, linear_classifier(context, state, in));
  const std::size_t outputs = context.builder().block(*emitted.decision).width();
  const bool each = outputs == 1 || context.version() < kSoftmax;
  SLIPWAY_ASSIGN(emitted.proba, each ? one_versus_rest_proba(context, *emitted.decision, outputs)
                                     : softmax_proba(context, *emitted.decision, outputs));
  const auto log = context.version() >= kLogPositive ? LinkKind::kLogPositive : LinkKind::kLog;
  SLIPWAY_ASSIGN(emitted.log_proba, context.add(*emitted.proba, model::Link{log, 1}, "log_proba"));
  SLIPWAY_ASSIGN(emitted.transform, projection(context, state, in));
  return emitted;
}

// The axes of a class, each divided by the root of its variance.
base::Result<model::QuadraticForms::Form> read_axes(Ref rotation,
                                                    const std::vector<double>& scaling,
                                                    std::vector<double> mean) {
  SLIPWAY_ASSIGN(const pickle::Matrix axes, pickle::as_matrix(rotation));
  SLIPWAY_TRY(want_width("rotations_", static_cast<std::size_t>(axes.rows), mean.size()));
  SLIPWAY_TRY(want_width("scalings_", scaling.size(), static_cast<std::size_t>(axes.cols)));
  model::QuadraticForms::Form form{std::move(mean), {}, {}};
  for (std::size_t i = 0; i < scaling.size(); ++i) {
    const auto factor = static_cast<double>(1 / std::sqrt(static_cast<long double>(scaling[i])));
    for (std::size_t j = 0; j < form.centre.size(); ++j)
      form.matrix.push_back(axes.values[j * scaling.size() + i] * factor);
  }
  return form;
}

// -0.5 * (|(x - mean) @ axes|^2 + Σ log(scaling)) + log(prior), by class.
base::Result<ValueId> log_posteriors(Context& context, Attributes& state, const Value& in,
                                     std::size_t classes) {
  SLIPWAY_ASSIGN(const std::vector<double> means, state.doubles("means_"));
  SLIPWAY_TRY(want_width("means_", means.size(), classes * in.width()));
  SLIPWAY_ASSIGN(std::vector<double> priors, state.doubles("priors_"));
  SLIPWAY_TRY(want_width("priors_", priors.size(), classes));
  SLIPWAY_ASSIGN(Ref held, state.need("rotations_"));
  SLIPWAY_ASSIGN(const auto rotations, pickle::as_refs(held));
  SLIPWAY_ASSIGN(Ref lengths, state.need("scalings_"));
  SLIPWAY_ASSIGN(const auto scalings, pickle::as_refs(lengths));
  SLIPWAY_TRY(want_width("rotations_", rotations.size(), classes));
  SLIPWAY_TRY(want_width("scalings_", scalings.size(), classes));
  model::QuadraticForms op{.kind = model::QuadraticForms::Kind::kProjections};
  std::vector<double> sizes;
  std::size_t total = 0;
  for (std::size_t k = 0; k < classes; ++k) {
    SLIPWAY_ASSIGN(const auto scaling, pickle::as_doubles(scalings[k]));
    SLIPWAY_TRY(count_numbers(total, scaling.size() * in.width()));
    SLIPWAY_ASSIGN(op.forms.emplace_back(),
                   read_axes(rotations[k], scaling, row_of(means, k, in.width())));
    std::vector<double> logs;
    for (const double value : scaling) logs.push_back(precise_log(value));
    sizes.push_back(sum_of(logs));
    priors[k] = precise_log(priors[k]);
  }
  SLIPWAY_ASSIGN(ValueId id, add_forms(context, in, std::move(op), "distances"));
  SLIPWAY_ASSIGN(id,
                 context.add(id, model::Elementwise{Function::kAdd, std::move(sizes)}, "sizes"));
  return scaled(context, id, -0.5, std::move(priors), "posteriors");
}

// Of two classes the second's less the first's.
base::Result<ValueId> decision(Context& context, ValueId posteriors, std::size_t classes) {
  if (classes != 2) return posteriors;
  std::vector<ValueId> each;
  for (const std::uint32_t k : {1u, 0u}) {
    SLIPWAY_ASSIGN(
        each.emplace_back(),
        context.builder().select(fmt::format("{}.class{}", context.path(), k), posteriors, {k}));
  }
  return context.add(each, model::Combine{.weights = {1, -1}}, "decision");
}

base::Result<Emitted> quadratic(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  SLIPWAY_ASSIGN(model::Labels classes, read_labels(held));
  const std::size_t count = classes.text.size();
  SLIPWAY_ASSIGN(const ValueId posteriors, log_posteriors(context, state, in, count));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, posteriors, {count}));
  SLIPWAY_ASSIGN(emitted.decision, decision(context, posteriors, count));
  emitted.decision_is_vector = count != 2;
  emitted.classes = std::move(classes);
  if (context.version() >= kLogLikelihood) {
    SLIPWAY_ASSIGN(emitted.log_proba,
                   context.add(posteriors, model::Link{LinkKind::kLogSoftmax, 1}, "log_proba"));
    SLIPWAY_ASSIGN(emitted.proba,
                   context.add(*emitted.log_proba, model::Link{LinkKind::kExp, 1}, "proba"));
    return emitted;
  }
  SLIPWAY_ASSIGN(emitted.proba,
                 context.add(posteriors, model::Link{LinkKind::kSoftmax, 1}, "proba"));
  SLIPWAY_TRY(add_log_proba(context, emitted));
  return emitted;
}

const Names kFit = {"priors",
                    "tol",
                    "store_covariance",
                    "covariance_",
                    "store_covariances",
                    "covariances_",
                    "covariance_estimator",
                    "shrinkage"};

}  // namespace

std::vector<Adapter> sklearn_discriminant_analysis_adapters() {
  return {
      {.package = "sklearn.discriminant_analysis",
       .classes = {"LinearDiscriminantAnalysis"},
       .convert = linear,
       .reads = {"classes_", "coef_", "intercept_", "solver", "scalings_", "xbar_",
                 "_max_components"},
       .ignores = kFit + Names{"n_components", "means_", "priors_", "explained_variance_ratio_",
                               "_n_features_out"}},
      {.package = "sklearn.discriminant_analysis",
       .classes = {"QuadraticDiscriminantAnalysis"},
       .convert = quadratic,
       .reads = {"classes_", "means_", "priors_", "rotations_", "scalings_"},
       .ignores = kFit + Names{"reg_param", "solver"}},
  };
}

}  // namespace slipway::format::sklearn
