// LogisticRegression and LinearRegression.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/values.h"

namespace slipway::format::sklearn {
namespace {

using model::LinkKind;

// X @ coef_.T + intercept_, of coef_ with one or two dimensions.
base::Result<model::Linear> read_linear(Attributes& state, std::size_t width) {
  SLIPWAY_ASSIGN(Ref coef, state.need("coef_"));
  SLIPWAY_ASSIGN(const auto shape, pickle::shape_of(coef));
  const std::int64_t outputs = shape.size() == 2 ? shape[0] : 1;
  if (shape.empty() || shape.size() > 2 || shape.back() != static_cast<std::int64_t>(width))
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("coef_ does not fit {} columns", width));
  model::Linear linear;
  linear.inputs = static_cast<std::uint32_t>(width);
  SLIPWAY_ASSIGN(linear.coef, state.doubles("coef_"));
  SLIPWAY_ASSIGN(linear.intercept, state.doubles("intercept_"));
  if (linear.intercept.size() == 1)
    linear.intercept.resize(static_cast<std::size_t>(outputs), linear.intercept[0]);
  if (std::cmp_not_equal(linear.intercept.size(), outputs))
    return base::invalid_argument(
        "WRONG_SHAPE",
        fmt::format("intercept_ has {} values for {} outputs", linear.intercept.size(), outputs));
  return linear;
}

// One-versus-rest or softmax: as LogisticRegression.predict_proba decides it. multi_class is gone
// from 1.8 on.
base::Result<bool> one_versus_rest(Context& context, Attributes& state, std::size_t classes) {
  SLIPWAY_ASSIGN(const std::string multi_class, state.text("multi_class", "auto"));
  SLIPWAY_ASSIGN(const std::string solver, state.text("solver", "lbfgs"));
  if (multi_class == "ovr" || multi_class == "warn") return true;
  if (multi_class == "multinomial") return false;
  if (multi_class == "auto" || multi_class == "deprecated")
    return classes <= 2 || solver == "liblinear";
  return context.unsupported(fmt::format("multi_class={}", multi_class));
}

base::Result<Emitted> logistic_regression(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(classes));
  SLIPWAY_ASSIGN(model::Linear linear, read_linear(state, in.width()));
  const std::size_t count = emitted.classes->text.size();
  const std::size_t outputs = linear.intercept.size();
  if (count < 2 || outputs != (count == 2 ? 1 : count))
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("coef_ has {} rows for {} classes", outputs, count));
  SLIPWAY_ASSIGN(const bool ovr, one_versus_rest(context, state, count));
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId decision, context.add(checked, std::move(linear)));
  ValueId proba = decision;
  if (ovr) {
    SLIPWAY_ASSIGN(proba, context.add(proba, model::Link{LinkKind::kSigmoid, 1}, "sigmoid"));
    SLIPWAY_ASSIGN(
        proba, context.add(
                   proba, model::Link{outputs == 1 ? LinkKind::kOneMinus : LinkKind::kNormalise, 1},
                   "proba"));
  } else {
    if (outputs == 1) {
      SLIPWAY_ASSIGN(proba, context.add(proba, model::Link{LinkKind::kNegatePair, 1}, "pair"));
    }
    SLIPWAY_ASSIGN(proba, context.add(proba, model::Link{LinkKind::kSoftmax, 1}, "softmax"));
  }
  SLIPWAY_ASSIGN(emitted.predict, context.add(decision, model::Decide{.threshold = 0}, "predict"));
  emitted.proba = proba;
  emitted.decision = decision;
  emitted.decision_is_vector = outputs > 1;
  return emitted;
}

base::Result<Emitted> linear_regression(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref coef, state.need("coef_"));
  SLIPWAY_ASSIGN(const auto shape, pickle::shape_of(coef));
  SLIPWAY_ASSIGN(model::Linear linear, read_linear(state, in.width()));
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, context.add(checked, std::move(linear)));
  emitted.predict_is_vector = shape.size() == 2;
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_linear_model_adapters() {
  return {
      {.package = "sklearn.linear_model",
       .classes = {"LogisticRegression"},
       .convert = logistic_regression,
       .reads = {"classes_", "coef_", "intercept_", "multi_class", "solver"},
       .ignores = {"C", "penalty", "dual", "tol", "fit_intercept", "intercept_scaling",
                   "class_weight", "random_state", "max_iter", "verbose", "warm_start", "n_jobs",
                   "l1_ratio", "n_iter_"}},
      {.package = "sklearn.linear_model",
       .classes = {"LinearRegression"},
       .convert = linear_regression,
       .reads = {"coef_", "intercept_"},
       .ignores = {"fit_intercept", "copy_X", "n_jobs", "positive", "normalize", "tol", "rank_",
                   "singular_", "_residues"}},
  };
}

}  // namespace slipway::format::sklearn
