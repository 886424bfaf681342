#include "format/catboost/answers.h"

#include <fmt/format.h>

#include "model/stages/decide.h"
#include "model/stages/link.h"
#include "model/stages/scale.h"

namespace slipway::format::catboost {
namespace {

using base::Result;
using base::Status;
using model::LinkKind;
using model::ValueId;

class Adder {
 public:
  Adder(model::ModelBuilder& builder, const Info& info, const std::string& name, Answers& answers)
      : builder_(builder), info_(info), name_(name), answers_(answers) {}

  Status classify() {
    const bool one = info_.outputs == 1;
    model::Decide decide;
    decide.threshold = info_.threshold;
    decide.each_column = is_multilabel(info_);
    SLIPWAY_ASSIGN(answers_.predict, add(answers_.margin, decide, "predict"));
    answers_.classes = info_.classes;
    if (info_.classes) answers_.names = info_.classes->text;
    if (decide.each_column) {
      answers_.classes.reset();
      if (answers_.names.size() != info_.outputs) answers_.names.clear();
      answers_.predict_is_vector = !one;
    }
    const bool apart = one || decide.each_column ||
                       (info_.loss == "MultiClassOneVsAll" && !info_.softmax_one_vs_all);
    SLIPWAY_ASSIGN(answers_.proba,
                   link(answers_.margin, apart ? LinkKind::kSigmoid : LinkKind::kSoftmax, "proba"));
    ValueId scores = answers_.margin;
    if (one) {
      SLIPWAY_ASSIGN(answers_.proba, link(*answers_.proba, LinkKind::kOneMinus, "both"));
      SLIPWAY_ASSIGN(scores, link(scores, LinkKind::kNegatePair, "scores"));
    }
    SLIPWAY_ASSIGN(
        answers_.log_proba,
        link(scores, apart ? LinkKind::kLogSigmoid : LinkKind::kLogSoftmax, "log_proba"));
    return {};
  }

  Status regress() {
    if (!info_.exponents) return {};
    if (info_.loss == "Poisson" || info_.loss == "Tweedie") {
      SLIPWAY_ASSIGN(answers_.predict, link(answers_.margin, LinkKind::kExp, "mean"));
    } else if (info_.loss == "RMSEWithUncertainty" && info_.outputs == 2) {
      SLIPWAY_TRY(with_variance());
    }
    return {};
  }

 private:
  Result<ValueId> add(ValueId in, model::Op op, const char* part) {
    return builder_.add(fmt::format("{}.{}", name_, part), "catboost." + info_.loss, {in},
                        std::move(op));
  }
  Result<ValueId> link(ValueId in, LinkKind kind, const char* part) {
    return add(in, model::Link{kind, 1}, part);
  }

  // The mean, and exp(2 * x) of the logarithm of the standard deviation.
  Status with_variance() {
    SLIPWAY_ASSIGN(const ValueId mean, builder_.select(name_ + ".mean", answers_.margin, {0}));
    SLIPWAY_ASSIGN(const ValueId log, builder_.select(name_ + ".log", answers_.margin, {1}));
    model::Scale twice;
    twice.factor = {2.0};
    SLIPWAY_ASSIGN(const ValueId logs, add(log, std::move(twice), "twice"));
    SLIPWAY_ASSIGN(const ValueId variance, link(logs, LinkKind::kExp, "variance"));
    SLIPWAY_ASSIGN(answers_.predict, builder_.concat(name_ + ".predict", {mean, variance}));
    return {};
  }

  model::ModelBuilder& builder_;
  const Info& info_;
  const std::string& name_;
  Answers& answers_;
};

}  // namespace

const char* class_name(Role role) {
  switch (role) {
    case Role::kClassifier:
      return "CatBoostClassifier";
    case Role::kRegressor:
      return "CatBoostRegressor";
    default:
      return "CatBoost";
  }
}

Result<Answers> answer(model::ModelBuilder& builder, const Info& info, Role role,
                       const Parts& parts, const std::string& name) {
  Answers answers;
  answers.role = role != Role::kByLoss ? role
                 : info.classifies     ? Role::kClassifier
                                       : Role::kRegressor;
  if (answers.role == Role::kClassifier && !info.classifies)
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("a classifier with the loss \"{}\"", info.loss));
  answers.margin = answers.predict = parts.margin;
  answers.margin_is_vector = answers.predict_is_vector = info.outputs > 1;
  answers.leaf = parts.leaf;
  Adder adder(builder, info, name, answers);
  if (answers.role == Role::kClassifier) {
    answers.predict_is_vector = false;
    SLIPWAY_TRY(adder.classify());
  } else if (answers.role == Role::kRegressor) {
    SLIPWAY_TRY(adder.regress());
  }
  return answers;
}

}  // namespace slipway::format::catboost
