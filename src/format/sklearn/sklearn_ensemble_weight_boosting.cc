// AdaBoost: weighted votes (SAMME) or sums of logarithms of probabilities (SAMME.R, up to 1.5) of any
// classifier; the weighted median of any regressor.
#include <limits>

#include <fmt/format.h>

#include "base/pairwise_sum.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/linear.h"
#include "model/stages/link.h"
#include "model/stages/shares.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

using model::Function;
using model::LinkKind;

struct Boosted {
  std::vector<Emitted> answers;
  std::vector<double> weights;  // by estimator
  double total = 0;             // of all weights, those of estimators that were never made too
};

base::Result<Boosted> read_boosted(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto estimators, estimators_of(state, "estimators_"));
  Boosted boosted;
  SLIPWAY_ASSIGN(boosted.weights, state.doubles("estimator_weights_"));
  if (boosted.weights.size() < estimators.size())
    return base::invalid_argument(
        "WRONG_SHAPE",
        fmt::format("{} weights for {} estimators", boosted.weights.size(), estimators.size()));
  boosted.total = base::pairwise_sum([&](std::size_t i) { return boosted.weights[i]; }, 0,
                                     boosted.weights.size());
  boosted.weights.resize(estimators.size());
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  for (std::size_t i = 0; i < estimators.size(); ++i) {
    SLIPWAY_ASSIGN(boosted.answers.emplace_back(),
                   context.convert(estimators[i], fmt::format("estimators_[{}]", i), checked));
  }
  return boosted;
}

base::Result<ValueId> apply(Context& context, ValueId value, Function function, double c,
                            std::string_view part) {
  model::Elementwise op{.function = function, .constants = {}};
  if (model::takes_constant(function)) op.constants = {c};
  return context.add(value, std::move(op), part);
}

// Σ weight of the estimators that predict a class, less (from 1.3 on) a share of those that don't.
base::Result<ValueId> votes(Context& context, const Boosted& boosted,
                            const model::Labels& classes) {
  const std::size_t width = classes.text.size();
  model::Votes op{.classes = static_cast<std::uint32_t>(width), .yes = boosted.weights, .no = {}};
  const double share = context.version() >= 10300 ? -1.0 / (static_cast<double>(width) - 1) : 0;
  std::vector<ValueId> indices;
  for (std::size_t i = 0; i < boosted.answers.size(); ++i) {
    const Emitted& answer = boosted.answers[i];
    if (!answer.predict || !answer.classes)
      return context.unsupported("an estimator inside that is no classifier of one target");
    SLIPWAY_ASSIGN(const auto positions, positions_of(*answer.classes, classes, false));
    SLIPWAY_ASSIGN(indices.emplace_back(),
                   index_among(context, *answer.predict, positions, fmt::format("index{}", i)));
    op.no.push_back(share == 0 ? 0 : share * boosted.weights[i]);
  }
  return context.add(indices, std::move(op), "votes");
}

base::Result<std::vector<ValueId>> probabilities(Context& context, const Boosted& boosted,
                                                 const model::Labels& classes) {
  std::vector<ValueId> blocks;
  for (std::size_t i = 0; i < boosted.answers.size(); ++i) {
    const Emitted& answer = boosted.answers[i];
    if (!answer.proba || !answer.classes || answer.classes->text.size() != classes.text.size())
      return context.unsupported("an estimator inside without a probability of each class");
    for (const model::Element element : context.builder().block(*answer.proba).columns)
      if (element != model::Element::kF64)
        return context.unsupported("an estimator inside whose probabilities are float32");
    blocks.push_back(*answer.proba);
  }
  return blocks;
}

base::Result<ValueId> sum_of_logs(Context& context, const Boosted& boosted,
                                  const model::Labels& classes) {
  SLIPWAY_ASSIGN(std::vector<ValueId> blocks, probabilities(context, boosted, classes));
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    SLIPWAY_ASSIGN(blocks[i], context.add(blocks[i], model::Link{LinkKind::kSamme, 1},
                                          fmt::format("logs{}", i)));
  }
  return context.add(blocks, model::Combine{}, "logs");
}

// From 0.22 on: softmax of the decision. `decision` is of one column for two classes.
base::Result<ValueId> softmax_of(Context& context, ValueId decision, std::size_t classes) {
  ValueId value = decision;
  if (classes == 2) {
    SLIPWAY_ASSIGN(value, context.add(value, model::Link{LinkKind::kNegatePair, 1}, "pair"));
  }
  const double divisor = classes == 2 ? 2 : static_cast<double>(classes) - 1;
  SLIPWAY_ASSIGN(value, apply(context, value, Function::kDivide, divisor, "scaled"));
  return context.add(value, model::Link{LinkKind::kSoftmax, 1}, "proba");
}

// Before: exp(score / (classes - 1)), made to shares. `score` is the mean of the logarithms, or of
// the estimators' own probabilities.
base::Result<ValueId> shares_of(Context& context, ValueId score, std::size_t classes) {
  SLIPWAY_ASSIGN(ValueId value, apply(context, score, Function::kMultiply,
                                      1.0 / (static_cast<double>(classes) - 1), "scaled"));
  SLIPWAY_ASSIGN(value, apply(context, value, Function::kExp, 0, "powers"));
  return context.add(value, model::Shares{model::NoShare::kKeep}, "proba");
}

// Of one class there is nothing to decide.
base::Result<Emitted> of_one_class(Context& context, const Boosted& boosted, Emitted emitted) {
  if (!boosted.answers[0].predict) return context.unsupported("an estimator that does not predict");
  const ValueId any = *boosted.answers[0].predict;
  SLIPWAY_ASSIGN(emitted.proba, context.add(any, model::Place{{}, {1}}, "proba"));
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, *emitted.proba, {1}));
  SLIPWAY_ASSIGN(emitted.log_proba, logarithm(context, *emitted.proba));
  return emitted;
}

base::Result<Emitted> of_classes(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  const std::size_t classes = emitted.classes->text.size();
  SLIPWAY_ASSIGN(const Boosted boosted, read_boosted(context, state, in));
  if (classes == 1) return of_one_class(context, boosted, std::move(emitted));
  // From 1.6 on there is SAMME only, whatever the parameter says.
  SLIPWAY_ASSIGN(const std::string algorithm, state.text("algorithm", "SAMME"));
  const bool real = algorithm == "SAMME.R" && context.version() < 10600;
  if (!real && algorithm != "SAMME" && algorithm != "deprecated")
    return context.unsupported(fmt::format("algorithm={}", algorithm));
  SLIPWAY_ASSIGN(const ValueId sums, real ? sum_of_logs(context, boosted, *emitted.classes)
                                          : votes(context, boosted, *emitted.classes));
  SLIPWAY_ASSIGN(const ValueId mean,
                 apply(context, sums, Function::kDivide, boosted.total, "mean"));
  emitted.decision = mean;
  emitted.decision_is_vector = classes > 2;
  if (classes == 2) {
    SLIPWAY_ASSIGN(emitted.decision,
                   context.add(mean, model::Linear{.inputs = 2, .coef = {-1, 1}, .intercept = {0}},
                               "decision"));
  }
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(*emitted.decision, model::Decide{.threshold = 0}, "predict"));
  if (context.version() >= 2200) {
    SLIPWAY_ASSIGN(emitted.proba, softmax_of(context, *emitted.decision, classes));
  } else if (real) {
    SLIPWAY_ASSIGN(emitted.proba, shares_of(context, mean, classes));
  } else {
    SLIPWAY_ASSIGN(const auto blocks, probabilities(context, boosted, *emitted.classes));
    SLIPWAY_ASSIGN(
        const ValueId weighted,
        context.add(blocks, model::Combine{.weights = boosted.weights, .divisor = boosted.total},
                    "weighted"));
    SLIPWAY_ASSIGN(emitted.proba, shares_of(context, weighted, classes));
  }
  SLIPWAY_ASSIGN(emitted.log_proba, logarithm(context, *emitted.proba));
  return emitted;
}

base::Result<Emitted> of_numbers(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Boosted boosted, read_boosted(context, state, in));
  std::vector<ValueId> columns;
  for (std::size_t i = 0; i < boosted.answers.size(); ++i) {
    const Emitted& answer = boosted.answers[i];
    if (!answer.predict || answer.classes || answer.predict_is_vector)
      return context.unsupported("an estimator inside that does not predict one number");
    SLIPWAY_ASSIGN(columns.emplace_back(),
                   as_double(context, *answer.predict, fmt::format("number{}", i)));
  }
  SLIPWAY_ASSIGN(const ValueId all,
                 context.builder().concat(fmt::format("{}.numbers", context.path()), columns));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(all, model::WeightedMedian{std::move(boosted.weights)}, "median"));
  return emitted;
}

const Names kReads = {"estimators_", "estimator_weights_"};
const Names kParameters = {"estimator",       "estimator_",   "base_estimator",
                           "base_estimator_", "n_estimators", "estimator_params",
                           "learning_rate",   "random_state", "estimator_errors_",
                           "n_classes_",      "n_features_"};

}  // namespace

std::vector<Adapter> sklearn_ensemble_weight_boosting_adapters() {
  return {
      {.package = "sklearn.ensemble",
       .classes = {"AdaBoostClassifier"},
       .convert = of_classes,
       .reads = kReads + Names{"classes_", "algorithm"},
       .ignores = kParameters},
      {.package = "sklearn.ensemble",
       .classes = {"AdaBoostRegressor"},
       .convert = of_numbers,
       .reads = kReads,
       .ignores = kParameters + Names{"loss"}},
  };
}

}  // namespace slipway::format::sklearn
