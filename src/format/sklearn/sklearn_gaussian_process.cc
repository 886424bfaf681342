// sklearn.gaussian_process: a weighted sum of kernels, and what the learned rows leave uncertain.
#include <utility>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/gaussian_kernels.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/gaussian_process.h"
#include "model/stages/linear.h"
#include "model/stages/link.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

constexpr int kSqueezed = 10100;  // from this version on, one target of two dimensions is a vector

base::Result<ValueId> add_values(Context& context, Ref kernel, const Value& in,
                                 model::KernelRows rows) {
  KernelTerms terms;
  SLIPWAY_ASSIGN(const std::uint32_t last,
                 read_gaussian_kernel(context, kernel, KernelOf::kPairs, terms));
  return add_kernel_values(context, in, std::move(rows), std::move(terms), last);
}

// One for all outputs, or one each.
base::Result<std::vector<double>> by_output(Attributes& state, std::string_view name,
                                            std::size_t outputs) {
  SLIPWAY_ASSIGN(std::vector<double> values, state.doubles(name));
  if (values.size() == 1) values.resize(outputs, values[0]);
  SLIPWAY_TRY(want_width(std::string(name).c_str(), values.size(), outputs));
  return values;
}

// What y was divided by (from 0.23 on) and what was subtracted, if it was normalised.
base::Result<ValueId> add_back(Context& context, Attributes& state, ValueId mean) {
  const std::size_t outputs = context.builder().block(mean).width();
  model::Scale back;
  back.factor.assign(outputs, 1);
  if (!is_none(state.get("_y_train_std"))) {
    SLIPWAY_ASSIGN(back.factor, by_output(state, "_y_train_std", outputs));
  }
  const char* const name = is_none(state.get("_y_train_mean")) ? "y_train_mean" : "_y_train_mean";
  SLIPWAY_ASSIGN(back.addend, by_output(state, name, outputs));
  return context.add(mean, std::move(back), "back");
}

base::Result<Emitted> regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref kernel, state.need("kernel_"));
  SLIPWAY_ASSIGN(model::KernelRows rows, read_kernel_rows(state, "X_train_", in.width()));
  SLIPWAY_ASSIGN(model::Linear sums, read_row_weights(state, "alpha_", rows.count));
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> shape, pickle::shape_of(state.get("alpha_")));
  Emitted emitted;
  emitted.predict_is_vector = shape.size() == 2 && (shape[1] > 1 || context.version() < kSqueezed);
  SLIPWAY_ASSIGN(const ValueId values, add_values(context, kernel, in, std::move(rows)));
  SLIPWAY_ASSIGN(const ValueId mean, context.add(values, std::move(sums), "mean"));
  SLIPWAY_ASSIGN(emitted.predict, add_back(context, state, mean));
  return emitted;
}

// --- classifiers ---

// k(x, x) - Σ v², L_ v = W_sr_ * k
base::Result<ValueId> add_variance(Context& context, Attributes& state, const Value& in,
                                   ValueId values) {
  KernelTerms terms;
  SLIPWAY_ASSIGN(Ref kernel, state.need("kernel_"));
  SLIPWAY_ASSIGN(const std::uint32_t last,
                 read_gaussian_kernel(context, kernel, KernelOf::kDiagonal, terms));
  SLIPWAY_ASSIGN(const ValueId whole,
                 context.add(in, model::KernelDiagonal{std::move(terms).take(last)}, "prior"));
  const std::size_t count = context.builder().block(values).width();
  model::ExplainedVariance explained;
  SLIPWAY_ASSIGN(Ref held, state.need("L_"));
  auto lower = pickle::as_matrix(held);
  if (!lower.ok()) return lower.status().at("L_");
  if (std::cmp_not_equal(lower->rows, count) || std::cmp_not_equal(lower->cols, count))
    return base::invalid_argument("WRONG_SHAPE", fmt::format("L_ does not fit {} rows", count));
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j <= i; ++j) explained.lower.push_back(lower->values[i * count + j]);
  SLIPWAY_ASSIGN(explained.weight, state.doubles("W_sr_"));
  SLIPWAY_TRY(want_width("W_sr_", explained.weight.size(), count));
  SLIPWAY_ASSIGN(const ValueId known, context.add(values, std::move(explained), "explained"));
  return context.add({whole, known}, model::Combine{.weights = {1, -1}}, "variance");
}

base::Result<Emitted> of_two_classes(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  SLIPWAY_ASSIGN(emitted.classes, read_labels(classes));
  SLIPWAY_TRY(want_width("classes_", emitted.classes->text.size(), 2));
  SLIPWAY_ASSIGN(Ref kernel, state.need("kernel_"));
  SLIPWAY_ASSIGN(model::KernelRows rows, read_kernel_rows(state, "X_train_", in.width()));
  SLIPWAY_ASSIGN(std::vector<double> weights, state.doubles("y_train_"));
  SLIPWAY_ASSIGN(const std::vector<double> pi, state.doubles("pi_"));
  SLIPWAY_TRY(want_width("y_train_", weights.size(), rows.count));
  SLIPWAY_TRY(want_width("pi_", pi.size(), rows.count));
  for (std::size_t i = 0; i < pi.size(); ++i) weights[i] -= pi[i];
  SLIPWAY_ASSIGN(const ValueId values, add_values(context, kernel, in, std::move(rows)));
  model::Linear sum{.inputs = static_cast<std::uint32_t>(weights.size()),
                    .coef = std::move(weights),
                    .intercept = {0}};
  SLIPWAY_ASSIGN(const ValueId mean, context.add(values, std::move(sum), "mean"));
  SLIPWAY_ASSIGN(emitted.predict, context.add(mean, model::Decide{.threshold = 0}, "predict"));
  SLIPWAY_ASSIGN(const ValueId variance, add_variance(context, state, in, values));
  SLIPWAY_ASSIGN(const ValueId second,
                 context.add({mean, variance}, model::LatentProbability{}, "second"));
  SLIPWAY_ASSIGN(emitted.proba,
                 context.add(second, model::Link{model::LinkKind::kOneMinus, 1}, "proba"));
  return emitted;
}

// Two classes by themselves; more by one against the rest or one against one, which has no
// probabilities.
base::Result<Emitted> classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref base, state.need("base_estimator_"));
  SLIPWAY_ASSIGN(const std::string way, state.text("multi_class", "one_vs_rest"));
  SLIPWAY_ASSIGN(const Emitted inner, context.convert(base, "base_estimator_", in));
  if (!inner.predict || !inner.classes)
    return context.unsupported("a base_estimator_ that is no classifier");
  Emitted emitted;
  emitted.classes = inner.classes;
  emitted.predict = inner.predict;
  if (inner.classes->text.size() == 2 || way != "one_vs_one") emitted.proba = inner.proba;
  return emitted;
}

const Names kFit = {"kernel",
                    "optimizer",
                    "n_restarts_optimizer",
                    "copy_X_train",
                    "random_state",
                    "log_marginal_likelihood_value_",
                    "max_iter_predict",
                    "warm_start",
                    "rng",
                    "_rng"};

}  // namespace

std::vector<Adapter> sklearn_gaussian_process_adapters() {
  return {
      {.package = "sklearn.gaussian_process",
       .classes = {"GaussianProcessRegressor"},
       .convert = regressor,
       .reads = {"kernel_", "X_train_", "alpha_", "_y_train_mean", "y_train_mean", "_y_train_std"},
       .ignores = kFit + Names{"alpha", "normalize_y", "n_targets", "y_train_", "L_", "_K_inv"}},
      {.package = "sklearn.gaussian_process",
       .classes = {"GaussianProcessClassifier"},
       .convert = classifier,
       .reads = {"base_estimator_", "multi_class"},
       .ignores = kFit + Names{"n_jobs", "classes_", "n_classes_"}},
      {.package = "sklearn.gaussian_process",
       .classes = {"_BinaryGaussianProcessClassifierLaplace"},
       .convert = of_two_classes,
       .reads = {"classes_", "kernel_", "X_train_", "y_train_", "pi_", "W_sr_", "L_"},
       .ignores = kFit + Names{"f_cached"}},
  };
}

}  // namespace slipway::format::sklearn
