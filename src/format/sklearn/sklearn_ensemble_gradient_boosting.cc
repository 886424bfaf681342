// GradientBoosting: the raw score starts from init_, then learning_rate * leaf of each tree is added,
// stage by stage. What init_ is has changed: estimators of its own up to 0.20, then Dummies or a
// user's estimator, whose answer becomes a score as the loss links them.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/pairwise_sum.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/trees.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/forest.h"
#include "model/stages/link.h"
#include "model/stages/trees.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Function;
using model::LinkKind;

constexpr int kLinksOfLosses =
    10400;  // from 1.4 on sklearn._loss links; before, the losses here did

// Where the sums start: the same for every row, or a block.
struct Start {
  std::vector<double> base;
  std::optional<ValueId> by_row;
};

// Probabilities are kept this far from 0 and 1 before they are linked.
double margin(const Context& context) { return context.version() >= 10800 ? 0x1p-52 : 0x1p-23; }

// Probabilities of the classes to scores: of two classes of the second alone.
std::vector<double> linked(const Context& context, std::vector<double> proba, bool exponential) {
  const double least = margin(context);
  for (double& p : proba) p = std::min(std::max(p, least), 1 - least);
  if (proba.size() == 2) {
    const double odds = std::log(proba[1] / (1 - proba[1]));
    return {exponential ? 0.5 * odds : odds};
  }
  double scale = 1;
  if (context.version() >= kLinksOfLosses) {
    const double sum =
        base::pairwise_sum([&](std::size_t k) { return std::log(proba[k]); }, 0, proba.size());
    scale = std::exp(sum / static_cast<double>(proba.size()));
  }
  for (double& p : proba) p = std::log(p / scale);
  return proba;
}

// An estimator that gives every row the same: the constants it predicts, or of a classifier its
// probabilities. Nothing if it is another one.
base::Result<std::optional<std::vector<double>>> constants_of(Context& context, Ref init,
                                                              std::string_view name) {
  static constexpr std::pair<std::string_view, const char*> kOwn[] = {
      {"MeanEstimator", "mean"},       {"QuantileEstimator", "quantile"},
      {"LogOddsEstimator", "prior"},   {"ScaledLogOddsEstimator", "prior"},
      {"ZeroEstimator", "n_classes"},  {"PriorProbabilityEstimator", "priors"},
      {"DummyRegressor", "constant_"}, {"DummyClassifier", "class_prior_"}};
  const auto own = std::ranges::find(kOwn, name, &std::pair<std::string_view, const char*>::first);
  if (own == std::end(kOwn)) return std::optional<std::vector<double>>();
  if (name == "DummyClassifier") {
    Ref strategy = pickle::attribute(init, "strategy");
    if (is_none(strategy) || strategy->tag != pickle::Tag::kString || strategy->text != "prior")
      return context.unsupported("init: a DummyClassifier that does not answer with the priors");
  }
  Ref held = pickle::attribute(init, own->second);
  if (is_none(held))
    return base::invalid_argument("MISSING_ATTRIBUTE",
                                  fmt::format("init_ has no {}: not fitted?", own->second));
  SLIPWAY_ASSIGN(auto constants, pickle::as_doubles(held));
  if (name == "ZeroEstimator") {
    if (constants.size() != 1 || !(constants[0] >= 1 && constants[0] <= 100000))
      return base::invalid_argument("WRONG_SHAPE", "init_ is of no class");
    constants.assign(static_cast<std::size_t>(constants[0]), 0.0);
  }
  return std::optional(std::move(constants));
}

// A user's estimator: its answers by row. It is given float32, in which only what looks values up
// computes as it does in float64.
base::Result<ValueId> answers_of(Context& context, Ref init, const Value& in, bool classifier,
                                 std::size_t outputs, bool exponential) {
  static constexpr std::string_view kExact[] = {"sklearn.tree.", "RandomForest", "ExtraTrees",
                                                "HistGradientBoosting", "GradientBoosting"};
  const std::string name = pickle::record_class(init);
  if (std::ranges::none_of(
          kExact, [&](std::string_view known) { return name.find(known) != std::string::npos; }))
    return context.unsupported(fmt::format("init: {}, which computes in float32 here", name));
  Value single = in;
  SLIPWAY_ASSIGN(single.id, context.add(in, model::Cast{Element::kF32}, "single"));
  SLIPWAY_ASSIGN(single.id, context.add(single.id, model::Cast{Element::kF64}, "init.input"));
  for (std::uint32_t j = 0; j < single.width(); ++j) single.at[j] = j;
  SLIPWAY_ASSIGN(const Emitted emitted, context.convert(init, "init_", single));
  if (!classifier) {
    if (!emitted.predict || emitted.classes || emitted.predict_is_vector)
      return context.unsupported("init: an estimator that does not predict one number");
    return as_double(context, *emitted.predict, "init");
  }
  if (!emitted.proba || !emitted.classes ||
      emitted.classes->text.size() != std::max<std::size_t>(outputs, 2))
    return context.unsupported("init: an estimator without a probability of each class");
  const bool two = outputs == 1;
  if (!two && context.version() >= kLinksOfLosses)
    return context.unsupported("init: an estimator's answers for several classes");
  const auto apply = [&](ValueId value, Function function, double c) -> base::Result<ValueId> {
    model::Elementwise op{.function = function, .constants = {}};
    if (model::takes_constant(function)) op.constants = {c};
    return context.add(value, std::move(op), fmt::format("init.{}", model::name(function)));
  };
  ValueId value = *emitted.proba;
  if (two) {
    SLIPWAY_ASSIGN(value, context.builder().select("init.second", value, {1}));
  }
  SLIPWAY_ASSIGN(value, apply(value, Function::kMaximum, margin(context)));
  SLIPWAY_ASSIGN(value, apply(value, Function::kMinimum, 1 - margin(context)));
  SLIPWAY_ASSIGN(value, apply(value, two ? Function::kLogit : Function::kLog, 0));
  if (!exponential) return value;
  return apply(value, Function::kMultiply, 0.5);
}

base::Result<Start> read_start(Context& context, Attributes& state, const Value& in,
                               bool classifier, std::size_t outputs, bool exponential) {
  SLIPWAY_ASSIGN(Ref init, state.need("init_"));
  Start start;
  if (init->tag == pickle::Tag::kString && init->text == "zero") {
    start.base.assign(outputs, 0.0);
    return start;
  }
  std::string name = pickle::record_class(init);
  name = name.substr(name.rfind('.') + 1);
  SLIPWAY_ASSIGN(auto constants, constants_of(context, init, name));
  if (!constants) {
    SLIPWAY_ASSIGN(start.by_row, answers_of(context, init, in, classifier, outputs, exponential));
    return start;
  }
  start.base = *std::move(constants);
  if (name == "DummyClassifier") start.base = linked(context, std::move(start.base), exponential);
  if (start.base.size() != outputs)
    return base::invalid_argument("WRONG_SHAPE", fmt::format("init_ gives {} numbers for {} scores",
                                                             start.base.size(), outputs));
  return start;
}

struct Scores {
  ValueId raw = 0, leaves = 0;
  std::size_t outputs = 1;
};

base::Result<Scores> add_scores(Context& context, Attributes& state, const Value& in,
                                bool classifier, bool exponential) {
  SLIPWAY_ASSIGN(const auto trees, trees_of(state));
  SLIPWAY_ASSIGN(const auto shape, pickle::shape_of(state.get("estimators_")));
  if (shape.size() != 2 || shape[1] < 1)
    return base::invalid_argument("WRONG_SHAPE", "estimators_ is no table of trees");
  Scores scores;
  scores.outputs = static_cast<std::size_t>(shape[1]);
  SLIPWAY_ASSIGN(Ref rate, state.need("learning_rate"));
  SLIPWAY_ASSIGN(const double learning_rate, pickle::as_double(rate));
  auto forest = std::make_shared<model::Forest>();
  forest->input = Element::kF32;
  forest->inputs = static_cast<std::uint32_t>(in.width());
  model::TreeEnsemble op;
  op.outputs = static_cast<std::uint32_t>(scores.outputs);
  reserve_trees(trees, 1, *forest);
  for (std::size_t t = 0; t < trees.size(); ++t) {
    SLIPWAY_ASSIGN(const FittedTree tree,
                   read_inner_tree(
                       context, trees[t],
                       fmt::format("estimators_[{}, {}]", t / scores.outputs, t % scores.outputs)));
    if (tree.targets != 1 || tree.classes != 1)
      return base::invalid_argument("WRONG_SHAPE", "a tree has several targets");
    append_tree(
        tree,
        [&](std::size_t node, std::vector<double>& out) {
          out.push_back(learning_rate * tree.values[node]);
        },
        *forest);
    if (scores.outputs > 1)
      op.tree_output.push_back(static_cast<std::uint32_t>(t % scores.outputs));
  }
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF32, false));
  SLIPWAY_ASSIGN(Start start,
                 read_start(context, state, checked, classifier, scores.outputs, exponential));
  op.base = std::move(start.base);
  op.forest = forest;
  std::vector<ValueId> inputs(1);
  SLIPWAY_ASSIGN(inputs[0], context.block(checked));
  if (start.by_row) inputs.push_back(*start.by_row);
  SLIPWAY_ASSIGN(scores.raw, context.add(inputs, std::move(op)));
  // apply() leaves it to the trees what they take.
  SLIPWAY_ASSIGN(const Value for_trees,
                 context.require(in, Element::kF32, takes_nan(context, trees.front())));
  SLIPWAY_ASSIGN(scores.leaves, context.add(for_trees, model::TreeLeaves{forest}, "leaves"));
  return scores;
}

base::Result<Emitted> of_classes(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string loss, state.text("loss", "deviance"));
  const bool exponential = loss == "exponential";
  if (!exponential && loss != "deviance" && loss != "log_loss" && loss != "auto")
    return context.unsupported(fmt::format("loss={}", loss));
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(classes));
  SLIPWAY_ASSIGN(const Scores scores, add_scores(context, state, in, true, exponential));
  if (emitted.classes->text.size() != (scores.outputs == 1 ? 2 : scores.outputs))
    return base::invalid_argument("WRONG_SHAPE", "another number of classes than of scores");
  ValueId proba = scores.raw;
  if (scores.outputs > 1) {
    SLIPWAY_ASSIGN(proba, context.add(proba, model::Link{LinkKind::kSoftmax, 1}, "softmax"));
  } else {
    SLIPWAY_ASSIGN(
        proba,
        context.add(proba, model::Link{LinkKind::kSigmoid, exponential ? 2.0 : 1.0}, "sigmoid"));
    SLIPWAY_ASSIGN(proba, context.add(proba, model::Link{LinkKind::kOneMinus, 1}, "proba"));
  }
  // Before 1.4 the greatest probability decides, but for the exponential loss.
  if (context.version() < kLinksOfLosses && !exponential) {
    SLIPWAY_ASSIGN(emitted.predict, context.add(proba, model::Decide{}, "predict"));
  } else {
    SLIPWAY_ASSIGN(emitted.predict,
                   context.add(scores.raw, model::Decide{.threshold = 0, .greater_or_equal = true},
                               "predict"));
  }
  emitted.proba = proba;
  SLIPWAY_ASSIGN(emitted.log_proba, logarithm(context, proba));
  emitted.decision = scores.raw;
  emitted.decision_is_vector = scores.outputs > 1;
  emitted.leaves = scores.leaves;
  return emitted;
}

base::Result<Emitted> of_numbers(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string loss, state.text("loss", "squared_error"));
  static constexpr std::string_view kKnown[] = {"ls",    "squared_error", "lad", "absolute_error",
                                                "huber", "quantile"};
  if (std::ranges::find(kKnown, loss) == std::end(kKnown))
    return context.unsupported(fmt::format("loss={}", loss));
  SLIPWAY_ASSIGN(const Scores scores, add_scores(context, state, in, false, false));
  if (scores.outputs != 1)
    return base::invalid_argument("WRONG_SHAPE", "several trees a stage of one number");
  Emitted emitted;
  emitted.predict = scores.raw;
  emitted.leaves = scores.leaves;
  return emitted;
}

const Names kReads = {"estimators_", "learning_rate", "init_", "loss"};
const Names kParameters = {"n_estimators",
                           "subsample",
                           "criterion",
                           "min_samples_split",
                           "min_samples_leaf",
                           "min_weight_fraction_leaf",
                           "max_depth",
                           "min_impurity_decrease",
                           "min_impurity_split",
                           "init",
                           "random_state",
                           "max_features",
                           "alpha",
                           "verbose",
                           "max_leaf_nodes",
                           "warm_start",
                           "presort",
                           "validation_fraction",
                           "n_iter_no_change",
                           "tol",
                           "ccp_alpha",
                           "n_estimators_",
                           "n_trees_per_iteration_",
                           "n_classes_",
                           "_n_classes",
                           "n_features_",
                           "n_features",
                           "_n_features",
                           "max_features_",
                           "loss_",
                           "_loss",
                           "train_score_",
                           "oob_improvement_",
                           "oob_scores_",
                           "oob_score_",
                           "_rng"};

}  // namespace

std::vector<Adapter> sklearn_ensemble_gradient_boosting_adapters() {
  return {
      {.package = "sklearn.ensemble",
       .classes = {"GradientBoostingClassifier"},
       .convert = of_classes,
       .reads = kReads + Names{"classes_"},
       .ignores = kParameters},
      {.package = "sklearn.ensemble",
       .classes = {"GradientBoostingRegressor"},
       .convert = of_numbers,
       .reads = kReads,
       .ignores = kParameters},
  };
}

}  // namespace slipway::format::sklearn
