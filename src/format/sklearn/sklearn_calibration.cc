// CalibratedClassifierCV: the scores of classifiers made to probabilities by a calibrator for each
// class (sigmoid, isotonic) or one for all (temperature); the mean of the folds.
#include <algorithm>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/link.h"
#include "model/stages/scale.h"
#include "model/stages/shares.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Elementwise;
using model::Function;
using model::LinkKind;

base::Result<double> number(Attributes& state, std::string_view name) {
  SLIPWAY_ASSIGN(Ref held, state.need(name));
  return pickle::as_double(held);
}

// expit(-(a * x + b)). With numpy 1 what is float32 stays it.
base::Result<Emitted> sigmoid(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_width("a_", 1, in.width()));
  SLIPWAY_ASSIGN(const double a, number(state, "a_"));
  SLIPWAY_ASSIGN(const double b, number(state, "b_"));
  SLIPWAY_ASSIGN(ValueId x, context.block(in));
  if (context.version() >= 10500) {
    SLIPWAY_ASSIGN(x, as_double(context, x, "score"));
  }
  SLIPWAY_ASSIGN(x, context.add(x, model::Scale{.factor = {-a}, .addend = {-b}}, "scaled"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, context.add(x, Elementwise{.function = Function::kExpit}));
  return emitted;
}

// softmax(beta * x), of one column of [-x, x].
base::Result<Emitted> temperature(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const double beta, number(state, "beta_"));
  SLIPWAY_ASSIGN(ValueId x, context.block(in));
  if (in.width() == 1) {
    SLIPWAY_ASSIGN(x, context.add(x, model::Link{LinkKind::kNegatePair}, "pair"));
  }
  SLIPWAY_ASSIGN(x, context.add(x,
                                model::Scale{.factor = std::vector<double>(
                                                 std::max<std::size_t>(2, in.width()), beta)},
                                "scaled"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, context.add(x, model::Link{LinkKind::kSoftmax}));
  return emitted;
}

// What calibrators are given: the decision function, or probabilities where there is none.
struct Scores {
  ValueId block = 0;
  bool shares = false;  // probabilities
  std::size_t width = 0;
};

base::Result<Scores> scores_of(Context& context, const Emitted& base, std::size_t classes) {
  Scores scores{.shares = !base.decision};
  if (!base.decision && !base.proba)
    return context.unsupported("an estimator inside without decision_function and predict_proba");
  scores.block = base.decision ? *base.decision : *base.proba;
  scores.width = context.builder().block(scores.block).width();
  // Which of both counts: the classes of the estimator, or of all.
  const std::size_t known = context.version() >= 10400 ? base.classes->text.size() : classes;
  if (!scores.shares || known != 2 || scores.width < 2) return scores;
  SLIPWAY_ASSIGN(scores.block, context.builder().select(fmt::format("{}.second", context.path()),
                                                        scores.block, {1}));
  scores.width = 1;
  return scores;
}

Value columns_of(ValueId block, std::size_t width) {
  return computed(block, std::vector<std::string>(width, "score"));
}

// One calibrator a column, the class of which it is at `positions`.
base::Result<ValueId> by_class(Context& context, const std::vector<Ref>& calibrators,
                               const Scores& scores, const std::vector<std::uint32_t>& positions,
                               std::size_t classes) {
  const std::size_t count = std::min({calibrators.size(), scores.width, positions.size()});
  std::vector<ValueId> columns;
  std::vector<std::uint32_t> at;
  for (std::size_t k = 0; k < count; ++k) {
    const std::string name = fmt::format("calibrators[{}]", k);
    ValueId column = scores.block;
    if (scores.width > 1) {
      SLIPWAY_ASSIGN(column, context.builder().select(fmt::format("{}.score{}", context.path(), k),
                                                      column, {static_cast<std::uint32_t>(k)}));
    }
    SLIPWAY_ASSIGN(const Emitted answer,
                   context.convert(calibrators[k], name, columns_of(column, 1)));
    if (!answer.predict) return context.unsupported(name + " does not predict");
    SLIPWAY_ASSIGN(columns.emplace_back(), as_double(context, *answer.predict, name));
    at.push_back(positions[k] + (classes == 2 ? 1 : 0));
  }
  if (classes == 2) {
    if (at != std::vector<std::uint32_t>{1})
      return base::invalid_argument("BAD_MODEL", "two classes have one calibrator, of the second");
    return context.add(columns[0], model::Link{LinkKind::kOneMinus}, "proba");
  }
  SLIPWAY_ASSIGN(const ValueId all,
                 context.builder().concat(fmt::format("{}.calibrated", context.path()), columns));
  SLIPWAY_ASSIGN(const ValueId placed, spread(context, all, at, classes, 0, "classes"));
  const bool old = context.version() < 10000;
  return context.add(
      placed, model::Shares{old ? model::NoShare::kUniformOfNan : model::NoShare::kUniform, true},
      "proba");
}

// One for all: given logits. The library looks at all rows to see whether they are probabilities.
base::Result<ValueId> for_all(Context& context, Ref calibrator, const Emitted& base, Scores scores,
                              std::size_t classes) {
  if (scores.shares) {
    scores.block = *base.proba;
    scores.width = context.builder().block(scores.block).width();
    SLIPWAY_ASSIGN(
        scores.block,
        context.add(scores.block, Elementwise{.function = Function::kAdd, .constants = {1e-12}},
                    "more"));
    SLIPWAY_ASSIGN(scores.block, logarithm(context, scores.block, "logits"));
  }
  SLIPWAY_ASSIGN(const Emitted answer, context.convert(calibrator, "calibrators[0]",
                                                       columns_of(scores.block, scores.width)));
  if (!answer.predict || context.builder().block(*answer.predict).width() != classes)
    return context.unsupported("a calibrator that gives no probability of each class");
  return as_double(context, *answer.predict, "proba");
}

base::Result<Emitted> calibrated(Context& context, Attributes& state, const Value& in) {
  const bool old = context.version() < 2400;
  SLIPWAY_ASSIGN(Ref held, state.need(old ? "classes_" : "classes"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  const std::size_t classes = emitted.classes->text.size();
  const char* name = context.version() < 10200 ? "base_estimator" : "estimator";
  SLIPWAY_ASSIGN(Ref estimator, state.need(name));
  SLIPWAY_ASSIGN(const Emitted base, context.convert(estimator, name, in));
  if (!base.classes) return context.unsupported("an estimator inside that is no classifier");
  SLIPWAY_ASSIGN(const Scores scores, scores_of(context, base, classes));
  SLIPWAY_ASSIGN(const auto calibrators,
                 estimators_of(state, old ? "calibrators_" : "calibrators"));
  SLIPWAY_ASSIGN(const std::string method, state.text("method", "sigmoid"));
  if (method == "temperature") {
    SLIPWAY_ASSIGN(emitted.proba, for_all(context, calibrators[0], base, scores, classes));
    return emitted;
  }
  if (method != "sigmoid" && method != "isotonic")
    return context.unsupported(fmt::format("method={}", method));
  SLIPWAY_ASSIGN(const auto positions, positions_of(*base.classes, *emitted.classes, false));
  SLIPWAY_ASSIGN(emitted.proba, by_class(context, calibrators, scores, positions, classes));
  return emitted;
}

base::Result<Emitted> calibrated_cv(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  SLIPWAY_ASSIGN(const auto folds, estimators_of(state, "calibrated_classifiers_"));
  std::vector<ValueId> blocks;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const std::string name = fmt::format("calibrated_classifiers_[{}]", i);
    SLIPWAY_ASSIGN(const Emitted answer, context.convert(folds[i], name, in));
    if (!answer.proba || !answer.classes || answer.classes->text != emitted.classes->text)
      return base::invalid_argument("BAD_MODEL", name + " is not of the same classes");
    blocks.push_back(*answer.proba);
  }
  SLIPWAY_ASSIGN(
      emitted.proba,
      context.add(blocks, model::Combine{.divisor = static_cast<double>(blocks.size())}, "proba"));
  SLIPWAY_ASSIGN(emitted.predict,
                 decide_targets(context, *emitted.proba, {emitted.classes->text.size()}));
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_calibration_adapters() {
  return {
      {.package = "sklearn.calibration",
       .classes = {"CalibratedClassifierCV"},
       .convert = calibrated_cv,
       .reads = {"classes_", "calibrated_classifiers_"},
       .ignores = {"estimator", "base_estimator", "method", "cv", "n_jobs", "ensemble"}},
      {.package = "sklearn.calibration",
       .classes = {"_CalibratedClassifier"},
       .convert = calibrated,
       .reads = {"classes", "classes_", "estimator", "base_estimator", "calibrators",
                 "calibrators_", "method"},
       .ignores = {"label_encoder_"}},  // of classes_
      {.package = "sklearn.calibration",
       .classes = {"_SigmoidCalibration"},
       .convert = sigmoid,
       .reads = {"a_", "b_"},
       .ignores = {}},
      {.package = "sklearn.calibration",
       .classes = {"_TemperatureScaling"},
       .convert = temperature,
       .reads = {"beta_"},
       .ignores = {}},
  };
}

}  // namespace slipway::format::sklearn
