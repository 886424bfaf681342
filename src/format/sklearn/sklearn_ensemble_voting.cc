// Voting and stacking: estimators of several kinds side by side. Voting takes the mean of what they
// answer, or their majority; stacking gives it to a final estimator.
#include <algorithm>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using pickle::Tag;

// An estimator that was not left out: its name and what it answers.
struct Member {
  std::string name;
  Emitted answer;
};

bool is_dropped(Ref estimator) {
  return is_none(estimator) || (estimator->tag == Tag::kString && estimator->text == "drop");
}

struct Members {
  std::vector<Member> all;
  std::vector<double> weights;  // by member; empty if there are none
};

// `estimators` says the names, estimators_ holds those that were fitted.
base::Result<Members> read_members(Context& context, Attributes& state, const Value& in,
                                   bool weighted) {
  SLIPWAY_ASSIGN(Ref stated, state.need("estimators"));
  SLIPWAY_ASSIGN(const auto pairs, pickle::as_refs(stated));
  SLIPWAY_ASSIGN(const auto fitted, estimators_of(state, "estimators_"));
  std::vector<double> weights;
  if (weighted && !is_none(state.get("weights"))) {
    SLIPWAY_ASSIGN(weights, state.doubles("weights"));
    if (weights.size() != pairs.size())
      return base::invalid_argument("WRONG_SHAPE", "another number of weights than of estimators");
  }
  Members members;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i]->items().size() != 2 || pairs[i]->items()[0]->tag != Tag::kString)
      return base::invalid_argument("WRONG_TYPE", "an estimator has no name");
    if (is_dropped(pairs[i]->items()[1])) continue;
    if (members.all.size() == fitted.size())
      return base::invalid_argument("WRONG_SHAPE", "estimators_ is of fewer than estimators");
    const std::string name(pairs[i]->items()[0]->text);
    SLIPWAY_ASSIGN(Emitted answer, context.convert(fitted[members.all.size()], name, in));
    members.all.push_back({name, std::move(answer)});
    if (!weights.empty()) members.weights.push_back(weights[i]);
  }
  if (members.all.size() != fitted.size())
    return base::invalid_argument("WRONG_SHAPE", "estimators_ is of more than estimators");
  return members;
}

// "votingclassifier_lr": of several columns numbered.
std::string column_name(const Context& context, const Member& member) {
  return fmt::format("{}_{}", class_prefix(context), member.name);
}

// numpy.average of blocks: in float32 only if all of them are and there are no weights.
base::Result<ValueId> average(Context& context, const Members& members, std::vector<ValueId> blocks,
                              std::string_view part) {
  const bool single = std::ranges::all_of(blocks, [&](ValueId block) {
    return std::ranges::all_of(context.builder().block(block).columns,
                               [](Element e) { return e == Element::kF32; });
  });
  if (!single || !members.weights.empty())
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      SLIPWAY_ASSIGN(blocks[i], as_double(context, blocks[i], fmt::format("{}{}", part, i)));
    }
  model::Combine op{.weights = members.weights, .divisor = static_cast<double>(blocks.size())};
  if (!op.weights.empty()) op.divisor = 0;
  for (const double weight : op.weights) op.divisor += weight;
  return context.add(blocks, std::move(op), part);
}

base::Result<Value> side_by_side(Context& context, const std::vector<ValueId>& blocks,
                                 std::vector<std::string> names, std::string_view part) {
  SLIPWAY_ASSIGN(const ValueId all,
                 context.builder().concat(fmt::format("{}.{}", context.path(), part), blocks));
  return computed(all, std::move(names));
}

base::Result<Emitted> vote_soft(Context& context, Attributes& state, const Members& members,
                                Emitted emitted) {
  const std::size_t classes = emitted.classes->text.size();
  std::vector<ValueId> blocks;
  std::vector<std::string> names;
  for (const Member& member : members.all) {
    if (!member.answer.proba || context.builder().block(*member.answer.proba).width() != classes)
      return context.unsupported(fmt::format("{} has no probability of each class", member.name));
    blocks.push_back(*member.answer.proba);
    for (std::size_t k = 0; k < classes; ++k)
      names.push_back(fmt::format("{}{}", column_name(context, member), k));
  }
  SLIPWAY_ASSIGN(emitted.proba, average(context, members, blocks, "proba"));
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, *emitted.proba, {classes}));
  Ref flat = state.get("flatten_transform");
  if (is_none(flat)) return emitted;  // three dimensions, the first of which is not the rows
  SLIPWAY_ASSIGN(const bool flatten, pickle::as_bool(flat));
  if (flatten) {
    SLIPWAY_ASSIGN(emitted.transform, side_by_side(context, blocks, std::move(names), "transform"));
  }
  return emitted;
}

base::Result<Emitted> vote_hard(Context& context, const Members& members, Emitted emitted) {
  const std::size_t classes = emitted.classes->text.size();
  std::vector<ValueId> indices, numbers;
  std::vector<std::string> names;
  for (const Member& member : members.all) {
    if (!member.answer.predict || !member.answer.classes)
      return context.unsupported(fmt::format("{} is no classifier of one target", member.name));
    SLIPWAY_ASSIGN(const auto positions,
                   positions_of(*member.answer.classes, *emitted.classes, true));
    SLIPWAY_ASSIGN(indices.emplace_back(), index_among(context, *member.answer.predict, positions,
                                                       fmt::format("{}.index", member.name)));
    SLIPWAY_ASSIGN(numbers.emplace_back(),
                   numbers_of(context, member.answer, fmt::format("{}.number", member.name)));
    names.push_back(column_name(context, member));
  }
  model::Votes op{.classes = static_cast<std::uint32_t>(classes),
                  .yes = members.weights,
                  .no = std::vector<double>(indices.size(), 0)};
  if (op.yes.empty()) op.yes.assign(indices.size(), 1);
  SLIPWAY_ASSIGN(const ValueId votes, context.add(indices, std::move(op), "votes"));
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, votes, {classes}));
  SLIPWAY_ASSIGN(emitted.transform, side_by_side(context, numbers, std::move(names), "transform"));
  return emitted;
}

base::Result<Emitted> voting_classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  SLIPWAY_ASSIGN(const Members members, read_members(context, state, in, true));
  SLIPWAY_ASSIGN(const std::string voting, state.text("voting", "hard"));
  if (voting == "soft") return vote_soft(context, state, members, std::move(emitted));
  if (voting == "hard") return vote_hard(context, members, std::move(emitted));
  return context.unsupported(fmt::format("voting={}", voting));
}

base::Result<Emitted> voting_regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Members members, read_members(context, state, in, true));
  std::vector<ValueId> blocks;
  std::vector<std::string> names;
  for (const Member& member : members.all) {
    if (!member.answer.predict || member.answer.classes || member.answer.predict_is_vector)
      return context.unsupported(fmt::format("{} does not predict one number", member.name));
    blocks.push_back(*member.answer.predict);
    names.push_back(column_name(context, member));
  }
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, average(context, members, blocks, "mean"));
  SLIPWAY_ASSIGN(emitted.transform, side_by_side(context, blocks, std::move(names), "transform"));
  return emitted;
}

// Probabilities of several targets: of each target those of all classes but the first.
base::Result<ValueId> stacked_targets(Context& context, const Emitted& answer,
                                      std::string_view part) {
  std::vector<std::uint32_t> columns;
  std::uint32_t column = 0;
  for (const model::Labels& labels : answer.target_classes)
    for (std::size_t k = 0; k < labels.text.size(); ++k, ++column)
      if (k > 0) columns.push_back(column);
  SLIPWAY_ASSIGN(const ValueId block, as_double(context, *answer.proba, part));
  return context.builder().select(fmt::format("{}.{}", context.path(), part), block, columns);
}

// What stacking takes of one estimator: of two columns of probabilities the second only. `classes` is
// the length of classes_, which has one entry a class, or a target.
base::Result<ValueId> stacked(Context& context, const Member& member, std::string_view method,
                              std::size_t classes) {
  const Emitted& answer = member.answer;
  const std::string part = fmt::format("{}.{}", member.name, method);
  if (method == "predict") return numbers_of(context, answer, part);
  const auto& given = method == "predict_proba"       ? answer.proba
                      : method == "decision_function" ? answer.decision
                                                      : std::optional<ValueId>();
  if (!given || (!answer.target_classes.empty() && method != "predict_proba"))
    return context.unsupported(fmt::format("{} has no {}", member.name, method));
  if (!answer.target_classes.empty()) return stacked_targets(context, answer, part);
  SLIPWAY_ASSIGN(const ValueId block, as_double(context, *given, part));
  if (method != "predict_proba" || classes != 2) return block;
  if (context.builder().block(block).width() != 2)
    return context.unsupported(fmt::format("{} is not of two classes", member.name));
  return context.builder().select(fmt::format("{}.{}", context.path(), part), block, {1});
}

// All of it side by side, and (passthrough) the columns that came in.
base::Result<Value> stack(Context& context, Attributes& state, const Members& members,
                          std::size_t classes, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("stack_method_"));
  SLIPWAY_ASSIGN(const auto methods, pickle::as_strings(held));
  if (methods.size() != members.all.size())
    return base::invalid_argument("WRONG_SHAPE", "another number of methods than of estimators");
  std::vector<Value> parts;
  for (std::size_t i = 0; i < methods.size(); ++i) {
    const Member& member = members.all[i];
    SLIPWAY_ASSIGN(const ValueId block, stacked(context, member, methods[i], classes));
    const std::size_t width = context.builder().block(block).width();
    std::vector<std::string> names;
    for (std::size_t k = 0; k < width; ++k)
      names.push_back(width == 1 ? column_name(context, member)
                                 : fmt::format("{}{}", column_name(context, member), k));
    parts.push_back(computed(block, std::move(names)));
  }
  SLIPWAY_ASSIGN(const bool passthrough, state.flag("passthrough", false));
  if (passthrough) parts.push_back(in);
  return context.concat(parts);
}

// Several labels: what the final estimator says of each; its probability is that of the first class.
base::Result<Emitted> stack_labels(Context& context, Attributes& state, Ref held, const Value& in) {
  SLIPWAY_ASSIGN(const Members members, read_members(context, state, in, false));
  SLIPWAY_ASSIGN(const Value meta, stack(context, state, members, held->items().size(), in));
  SLIPWAY_ASSIGN(Ref last, state.need("final_estimator_"));
  SLIPWAY_ASSIGN(const Emitted answer, context.convert(last, "final_estimator_", meta));
  if (!answer.predict || context.builder().block(*answer.predict).width() != held->items().size())
    return context.unsupported("final_estimator_ does not predict each label");
  Emitted emitted;
  emitted.predict = answer.predict;
  emitted.predict_is_vector = emitted.decision_is_vector = true;
  emitted.decision = answer.decision;
  emitted.transform = meta;
  std::vector<std::uint32_t> firsts;
  std::uint32_t column = 0;
  for (Ref classes : held->items()) {
    SLIPWAY_ASSIGN(const model::Labels labels, read_labels(classes));
    if (labels.number != std::vector<double>{0, 1})
      return context.unsupported("several targets that are no labels");
    firsts.push_back(column);
    column += 2;
  }
  for (const model::Labels& labels : answer.target_classes)
    if (labels.number != std::vector<double>{0, 1})
      return context.unsupported("labels that all rows or none have");
  emitted.target_classes = answer.target_classes;
  if (!answer.proba || answer.target_classes.empty()) return emitted;
  SLIPWAY_ASSIGN(emitted.proba, context.builder().select(fmt::format("{}.proba", context.path()),
                                                         *answer.proba, firsts));
  return emitted;
}

base::Result<Emitted> stacking_classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  if (held->tag == Tag::kList) return stack_labels(context, state, held, in);
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  SLIPWAY_ASSIGN(const Members members, read_members(context, state, in, false));
  SLIPWAY_ASSIGN(const Value meta,
                 stack(context, state, members, emitted.classes->text.size(), in));
  SLIPWAY_ASSIGN(Ref last, state.need("final_estimator_"));
  SLIPWAY_ASSIGN(const Emitted answer, context.convert(last, "final_estimator_", meta));
  if (!answer.predict || !answer.classes)
    return context.unsupported("final_estimator_ is no classifier of one target");
  SLIPWAY_ASSIGN(const auto positions, positions_of(*answer.classes, *emitted.classes, true));
  SLIPWAY_ASSIGN(emitted.predict, index_among(context, *answer.predict, positions, "predict"));
  emitted.proba = answer.proba;
  emitted.decision = answer.decision;
  emitted.decision_is_vector = answer.decision_is_vector;
  emitted.transform = meta;
  return emitted;
}

base::Result<Emitted> stacking_regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Members members, read_members(context, state, in, false));
  SLIPWAY_ASSIGN(const Value meta, stack(context, state, members, 0, in));
  SLIPWAY_ASSIGN(Ref last, state.need("final_estimator_"));
  SLIPWAY_ASSIGN(const Emitted answer, context.convert(last, "final_estimator_", meta));
  if (!answer.predict || answer.classes)
    return context.unsupported("final_estimator_ predicts no number");
  Emitted emitted;
  emitted.predict = answer.predict;
  emitted.predict_is_vector = answer.predict_is_vector;
  emitted.transform = meta;
  return emitted;
}

const Names kVoting = {"estimators", "estimators_", "weights"};
const Names kStacking = {"estimators", "estimators_", "stack_method_", "passthrough",
                         "final_estimator_"};
// le_ and the like hold classes_.
const Names kIgnored = {"n_jobs", "verbose", "named_estimators", "named_estimators_",
                        "le_",    "_le",     "_label_encoder"};
const Names kStackingIgnored =
    kIgnored + Names{"final_estimator", "cv", "stack_method", "_n_feature_outs"};

}  // namespace

std::vector<Adapter> sklearn_ensemble_voting_adapters() {
  return {
      {.package = "sklearn.ensemble",
       .classes = {"VotingClassifier"},
       .convert = voting_classifier,
       .reads = kVoting + Names{"classes_", "voting", "flatten_transform"},
       .ignores = kIgnored},
      {.package = "sklearn.ensemble",
       .classes = {"VotingRegressor"},
       .convert = voting_regressor,
       .reads = kVoting,
       .ignores = kIgnored},
      {.package = "sklearn.ensemble",
       .classes = {"StackingClassifier"},
       .convert = stacking_classifier,
       .reads = kStacking + Names{"classes_"},
       .ignores = kStackingIgnored},
      {.package = "sklearn.ensemble",
       .classes = {"StackingRegressor"},
       .convert = stacking_regressor,
       .reads = kStacking,
       .ignores = kStackingIgnored},
  };
}

}  // namespace slipway::format::sklearn
