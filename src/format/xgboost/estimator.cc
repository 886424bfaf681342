#include "format/xgboost/estimator.h"

#include <limits>

#include <fmt/format.h>

#include "model/stages/decide.h"
#include "model/stages/link.h"

namespace slipway::format::xgboost {
namespace {

constexpr int kDMatrixRefusesInfinite = 10400;  // version 1.4

model::Labels counted(std::size_t classes) {
  model::Labels labels;
  for (std::size_t i = 0; i < classes; ++i) {
    labels.text.push_back(std::to_string(i));
    labels.number.push_back(static_cast<double>(i));
  }
  return labels;
}

// Several labels a row: each is there, 1, or not, 0.
base::Status classify_labels(model::ModelBuilder& builder, const BoosterInfo& info,
                             model::ValueId response, const std::string& name, Answers& answers) {
  if (info.objective.name != "binary:logistic")
    return base::unimplemented(
        "UNSUPPORTED_OPTION",
        fmt::format("a classifier of {} targets with {}", info.outputs, info.objective.name));
  answers.proba = response;
  SLIPWAY_ASSIGN(answers.predict,
                 builder.add(name + ".predict", "xgboost.XGBClassifier", {response},
                             model::Decide{.threshold = 0.5, .each_column = true}));
  return {};
}

// The class, and the probabilities of all of them.
base::Status classify(model::ModelBuilder& builder, const BoosterInfo& info, const Asked& asked,
                      model::ValueId response, const std::string& name, Answers& answers) {
  if (info.outputs > 1 && info.objective.link != model::LinkKind::kSoftmax)
    return classify_labels(builder, info, response, name, answers);
  answers.classes = asked.classes ? *asked.classes : counted(std::max(2u, info.outputs));
  if (answers.classes->text.size() != std::max(2u, info.outputs))
    return base::invalid_argument(
        "WRONG_SHAPE",
        fmt::format("{} classes for {} outputs", answers.classes->text.size(), info.outputs));
  SLIPWAY_ASSIGN(answers.predict, builder.add(name + ".predict", "xgboost.XGBClassifier",
                                              {response}, model::Decide{.threshold = 0.5}));
  answers.proba = response;
  if (info.outputs > 1) return {};
  SLIPWAY_ASSIGN(answers.proba, builder.add(name + ".proba", "xgboost.XGBClassifier", {response},
                                            model::Link{model::LinkKind::kOneMinus, 1}));
  return {};
}

}  // namespace

std::optional<Rounds> rounds_of(const std::optional<model::Iterations>& iterations) {
  if (!iterations) return {};
  return Rounds{iterations->begin, iterations->end};
}

base::Result<Answers> add_answers(model::ModelBuilder& builder, const BoosterFile& file,
                                  model::ValueId in, const Asked& asked, const std::string& name) {
  const BoosterInfo& info = file.info();
  const bool booster = asked.role == Role::kBooster;
  BoosterFile::Options options;
  options.rounds = asked.rounds.value_or(Rounds{0, booster ? 0 : info.best_rounds.value_or(0)});
  options.refuse_infinite = booster && info.version_number >= kDMatrixRefusesInfinite;
  options.missing = asked.missing;
  SLIPWAY_ASSIGN(const BoosterFile::Added added, file.add(builder, in, options, name));
  Answers answers;
  answers.margin = added.margin;
  answers.leaf = added.leaf;
  answers.vector = info.outputs > 1;
  answers.predict = added.response;
  if (asked.role == Role::kClassifier) {
    SLIPWAY_TRY(classify(builder, info, asked, added.response, name, answers));
  } else if (info.objective.predicts_class) {
    answers.classes = counted(info.outputs);
    model::Decide decide;
    if (info.outputs == 1) decide.threshold = std::numeric_limits<double>::infinity();
    SLIPWAY_ASSIGN(answers.predict,
                   builder.add(name + ".predict", "xgboost.multi:softmax", {added.margin}, decide));
  }
  return answers;
}

std::string note_of_best(const BoosterInfo& info, Role role) {
  const std::size_t best = info.best_rounds.value_or(info.rounds);
  if (best == info.rounds) return {};
  if (role == Role::kBooster)
    return fmt::format(
        "all {} rounds count, as in Booster.predict; up to best_iteration there are {}",
        info.rounds, best);
  return fmt::format("{} of {} rounds count: those up to best_iteration", best, info.rounds);
}

}  // namespace slipway::format::xgboost
