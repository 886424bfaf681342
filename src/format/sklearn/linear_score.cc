#include "format/sklearn/linear_score.h"

#include <utility>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/sparse_matrix.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/linear.h"
#include "model/stages/link.h"

namespace slipway::format::sklearn {
namespace {

using model::LinkKind;

constexpr std::int64_t kValuesMax = 1 << 27;  // of a sparse matrix written out: 1 GiB
constexpr int kUniform = 10900;  // from this version on, shares of nothing are equal ones

}  // namespace

base::Result<std::vector<double>> matrix_values(Attributes& state, std::string_view name) {
  SLIPWAY_ASSIGN(Ref value, state.need(name));
  if (!pickle::is_sparse_matrix(value)) return state.doubles(name);
  auto dense = pickle::as_dense(value, kValuesMax);
  if (!dense.ok()) return dense.status().at(name);
  return std::move(dense->values);
}

base::Result<LinearScore> read_linear_score(Attributes& state, std::size_t width) {
  SLIPWAY_ASSIGN(Ref coef, state.need("coef_"));
  auto shape = pickle::matrix_shape(coef);
  if (!shape.ok()) return shape.status().at("coef_");
  if (shape->empty() || shape->size() > 2 || std::cmp_not_equal(shape->back(), width))
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("coef_ does not fit {} columns", width));
  LinearScore score;
  score.matrix = shape->size() == 2;
  const std::int64_t outputs = score.matrix ? (*shape)[0] : 1;
  model::Linear& linear = score.linear;
  linear.inputs = static_cast<std::uint32_t>(width);
  SLIPWAY_ASSIGN(linear.coef, matrix_values(state, "coef_"));
  SLIPWAY_ASSIGN(linear.intercept, state.doubles("intercept_"));
  if (linear.intercept.size() == 1)
    linear.intercept.resize(static_cast<std::size_t>(outputs), linear.intercept[0]);
  if (std::cmp_not_equal(linear.intercept.size(), outputs))
    return base::invalid_argument(
        "WRONG_SHAPE",
        fmt::format("intercept_ has {} values for {} outputs", linear.intercept.size(), outputs));
  return score;
}

base::Result<ValueId> add_linear_score(Context& context, const Value& in, model::Linear linear) {
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId block, context.block_as_is(checked));
  return context.add(block, std::move(linear));
}

base::Result<Emitted> linear_regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(LinearScore score, read_linear_score(state, in.width()));
  Emitted emitted;
  emitted.predict_is_vector = score.matrix;
  SLIPWAY_ASSIGN(emitted.predict, add_linear_score(context, in, std::move(score.linear)));
  return emitted;
}

base::Result<Emitted> linear_classifier(Context& context, LinearScore score, model::Labels classes,
                                        const Value& in) {
  const std::size_t count = classes.text.size();
  const std::size_t outputs = score.outputs();
  if (count < 2 || outputs != (count == 2 ? 1 : count))
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("coef_ has {} rows for {} classes", outputs, count));
  Emitted emitted;
  emitted.classes = std::move(classes);
  SLIPWAY_ASSIGN(emitted.decision, add_linear_score(context, in, std::move(score.linear)));
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(*emitted.decision, model::Decide{.threshold = 0}, "predict"));
  emitted.decision_is_vector = outputs > 1;
  return emitted;
}

base::Result<Emitted> linear_classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  SLIPWAY_ASSIGN(model::Labels labels, read_labels(classes));
  SLIPWAY_ASSIGN(LinearScore score, read_linear_score(state, in.width()));
  return linear_classifier(context, std::move(score), std::move(labels), in);
}

base::Result<ValueId> one_versus_rest_proba(Context& context, ValueId scores, std::size_t outputs) {
  SLIPWAY_ASSIGN(const ValueId each,
                 context.add(scores, model::Link{LinkKind::kSigmoid, 1}, "sigmoid"));
  const LinkKind shares = context.version() >= kUniform ? LinkKind::kNormalise : LinkKind::kShare;
  return context.add(each, model::Link{outputs == 1 ? LinkKind::kOneMinus : shares, 1}, "proba");
}

base::Result<ValueId> softmax_proba(Context& context, ValueId scores, std::size_t outputs) {
  if (outputs == 1) {
    SLIPWAY_ASSIGN(scores, context.add(scores, model::Link{LinkKind::kNegatePair, 1}, "pair"));
  }
  return context.add(scores, model::Link{LinkKind::kSoftmax, 1}, "softmax");
}

base::Status add_log_proba(Context& context, Emitted& emitted) {
  SLIPWAY_ASSIGN(emitted.log_proba,
                 context.add(*emitted.proba, model::Link{LinkKind::kLog, 1}, "log_proba"));
  return {};
}

Names descent_parameters() {
  return {"penalty", "alpha", "l1_ratio", "fit_intercept", "max_iter", "_max_iter", "tol", "_tol",
          "n_iter", "n_iter_", "shuffle", "verbose", "epsilon", "n_jobs", "random_state",
          "learning_rate", "eta0", "power_t", "early_stopping", "validation_fraction",
          "n_iter_no_change", "class_weight", "warm_start", "average", "C", "nu", "t_",
          "_expanded_class_weight", "loss_function", "loss_function_", "_loss_function_",
          // coef_ is one of them already
          "standard_coef_", "standard_intercept_", "average_coef_", "average_intercept_",
          "_standard_coef", "_standard_intercept", "_average_coef", "_average_intercept",
          "_standard_offset", "_average_offset"};
}

}  // namespace slipway::format::sklearn
