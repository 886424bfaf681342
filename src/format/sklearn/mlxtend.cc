// mlxtend: votes and stacks of classifiers, and columns chosen.
#include <algorithm>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/columns_by_name.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

base::Result<std::vector<Emitted>> read_members(Context& context, Attributes& state,
                                                const Value& in) {
  SLIPWAY_ASSIGN(const auto estimators, estimators_of(state, "clfs_"));
  std::vector<Emitted> members;
  for (std::size_t i = 0; i < estimators.size(); ++i) {
    SLIPWAY_ASSIGN(members.emplace_back(),
                   context.convert(estimators[i], fmt::format("clfs_[{}]", i), in));
    if (!members.back().predict || !members.back().classes)
      return context.unsupported("an estimator inside that is no classifier of one target");
  }
  return members;
}

// numpy.average: in float32 only if all of them are and there are no weights.
base::Result<ValueId> average(Context& context, std::vector<ValueId> blocks,
                              const std::vector<double>& weights, std::string_view part) {
  const bool single = std::ranges::all_of(blocks, [&](ValueId block) {
    return std::ranges::all_of(context.builder().block(block).columns,
                               [](model::Element e) { return e == model::Element::kF32; });
  });
  for (std::size_t i = 0; i < blocks.size() && (!single || !weights.empty()); ++i) {
    SLIPWAY_ASSIGN(blocks[i], as_double(context, blocks[i], fmt::format("{}{}", part, i)));
  }
  model::Combine op{.weights = weights, .divisor = static_cast<double>(blocks.size())};
  if (!weights.empty()) op.divisor = 0;
  for (const double weight : weights) op.divisor += weight;
  return context.add(blocks, std::move(op), part);
}

base::Result<Emitted> vote(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  const std::size_t classes = emitted.classes->text.size();
  SLIPWAY_ASSIGN(const auto members, read_members(context, state, in));
  SLIPWAY_ASSIGN(const bool encoded, state.flag("fit_base_estimators", true));
  SLIPWAY_ASSIGN(const std::string voting, state.text("voting", "hard"));
  if (voting != "hard" && voting != "soft")
    return context.unsupported(fmt::format("voting={}", voting));
  std::vector<double> weights;
  if (!is_none(state.get("weights"))) {
    SLIPWAY_ASSIGN(weights, state.doubles("weights"));
    if (weights.size() != members.size())
      return base::invalid_argument("WRONG_SHAPE", "another number of weights than of estimators");
  }
  std::vector<ValueId> indices, probas;
  for (std::size_t i = 0; i < members.size(); ++i) {
    SLIPWAY_ASSIGN(const auto positions,
                   positions_of(*members[i].classes, *emitted.classes, encoded));
    SLIPWAY_ASSIGN(indices.emplace_back(),
                   index_among(context, *members[i].predict, positions, fmt::format("index{}", i)));
    if (members[i].proba && context.builder().block(*members[i].proba).width() == classes)
      probas.push_back(*members[i].proba);
  }
  if (probas.size() == members.size()) {
    SLIPWAY_ASSIGN(emitted.proba, average(context, probas, weights, "proba"));
  }
  if (voting == "soft") {
    if (!emitted.proba)
      return context.unsupported("an estimator inside without a probability of each class");
    SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, *emitted.proba, {classes}));
    return emitted;  // what it transforms to has three dimensions
  }
  model::Votes op{.classes = static_cast<std::uint32_t>(classes),
                  .yes = weights,
                  .no = std::vector<double>(indices.size(), 0)};
  if (op.yes.empty()) op.yes.assign(indices.size(), 1);
  SLIPWAY_ASSIGN(const ValueId votes, context.add(indices, std::move(op), "votes"));
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, votes, {classes}));
  return emitted;
}

// What one classifier gives to the one behind them all.
base::Result<ValueId> feature_of(Context& context, const Emitted& member, bool probabilities,
                                 std::string_view dropped, std::size_t i) {
  const std::string part = fmt::format("feature{}", i);
  if (!probabilities) return numbers_of(context, member, part);
  if (!member.proba) return context.unsupported("an estimator inside without predict_proba");
  const auto width = static_cast<std::uint32_t>(context.builder().block(*member.proba).width());
  if (dropped.empty() || width < 2) return *member.proba;
  std::vector<std::uint32_t> kept;
  for (std::uint32_t k = dropped == "first" ? 1 : 0; k < (dropped == "last" ? width - 1 : width);
       ++k)
    kept.push_back(k);
  return context.builder().select(fmt::format("{}.{}", context.path(), part), *member.proba, kept);
}

base::Result<Emitted> stack(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto members, read_members(context, state, in));
  SLIPWAY_ASSIGN(const bool probabilities, state.flag("use_probas", false));
  SLIPWAY_ASSIGN(const bool averaged, state.flag("average_probas", false));
  SLIPWAY_ASSIGN(const bool passed_on, state.flag("use_features_in_secondary", false));
  SLIPWAY_ASSIGN(const std::string dropped, state.text("drop_proba_col", ""));
  if (!dropped.empty() && dropped != "first" && dropped != "last")
    return context.unsupported(fmt::format("drop_proba_col={}", dropped));
  std::vector<ValueId> blocks;
  for (std::size_t i = 0; i < members.size(); ++i) {
    SLIPWAY_ASSIGN(blocks.emplace_back(),
                   feature_of(context, members[i], probabilities, dropped, i));
  }
  ValueId features = blocks[0];
  if (probabilities && averaged) {
    SLIPWAY_ASSIGN(features, average(context, blocks, {}, "average"));
  } else if (blocks.size() > 1) {
    SLIPWAY_ASSIGN(features,
                   context.builder().concat(fmt::format("{}.features", context.path()), blocks));
  }
  std::vector<std::string> names;
  for (std::size_t k = 0; k < context.builder().block(features).width(); ++k)
    names.push_back(fmt::format("feature{}", k));
  Value given = computed(features, std::move(names));
  if (passed_on) {
    SLIPWAY_ASSIGN(given, context.concat({in, given}));
  }
  SLIPWAY_ASSIGN(Ref last, state.need("meta_clf_"));
  SLIPWAY_ASSIGN(const Emitted answer, context.convert(last, "meta_clf_", given));
  if (!answer.predict || !answer.classes)
    return context.unsupported("meta_clf_ is no classifier of one target");
  Emitted emitted;
  emitted.classes = answer.classes;
  emitted.predict = answer.predict;
  emitted.proba = answer.proba;
  emitted.decision = answer.decision;
  emitted.decision_is_vector = answer.decision_is_vector;
  return emitted;
}

constexpr char kCols[] = "cols";

const Names kFitting = {"classifiers",
                        "meta_classifier",
                        "verbose",
                        "use_clones",
                        "store_train_meta_features",
                        "train_meta_features_",
                        "classes_",
                        "_label_encoder"};
const Names kStack = {"clfs_", "meta_clf_", "use_probas", "drop_proba_col",
                      "use_features_in_secondary"};

}  // namespace

std::vector<Adapter> mlxtend_adapters() {
  return {
      {.package = "mlxtend.classifier",
       .classes = {"EnsembleVoteClassifier"},
       .convert = vote,
       .reads = {"clfs_", "classes_", "voting", "weights", "fit_base_estimators"},
       .ignores = {"clfs", "named_clfs", "verbose", "use_clones", "refit", "le_"}},
      {.package = "mlxtend.classifier",
       .classes = {"StackingClassifier"},
       .convert = stack,
       .reads = kStack + Names{"average_probas"},
       .ignores = kFitting + Names{"fit_base_estimators"}},
      {.package = "mlxtend.classifier",
       .classes = {"StackingCVClassifier"},
       .convert = stack,
       .reads = kStack + Names{"average_probas"},
       .ignores =
           kFitting + Names{"cv", "shuffle", "random_state", "stratify", "n_jobs", "pre_dispatch"}},
      {.package = "mlxtend.feature_selection",
       .classes = {"ColumnSelector"},
       .convert = pass_columns_of<kCols>,
       .reads = {kCols},
       .ignores = {"drop_axis"},  // whether one column is a column of its own
       .inputs = inputs_of<kCols>},
  };
}

}  // namespace slipway::format::sklearn
