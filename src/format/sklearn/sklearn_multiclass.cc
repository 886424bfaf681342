// One classifier (or regressor) against the rest for each class, one for each pair of classes, or one
// for each bit of a code of the classes.
#include <algorithm>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/linear.h"
#include "model/stages/link.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

using model::Decide;
using model::Elementwise;
using model::Function;
using model::LinkKind;

// Estimators that know two classes, and (once asked) the score that each gives for the second.
struct Binaries {
  std::vector<Emitted> answers;
  bool constant_first = false;  // the first one was fitted on one class only, and is no classifier
};

base::Result<Binaries> read_binaries(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto estimators, estimators_of(state, "estimators_"));
  Binaries binaries;
  for (std::size_t i = 0; i < estimators.size(); ++i) {
    SLIPWAY_ASSIGN(binaries.answers.emplace_back(),
                   context.convert(estimators[i], fmt::format("estimators_[{}]", i), in));
  }
  binaries.constant_first = pickle::record_class(estimators[0]).ends_with("._ConstantPredictor");
  return binaries;
}

// What a regressor predicts, else the decision function, else the second class's probability.
base::Result<ValueId> score_of(Context& context, const Emitted& answer, std::size_t i) {
  const std::string part = fmt::format("score{}", i);
  ValueId score = 0;
  if (answer.predict && !answer.classes && !answer.decision) {
    score = *answer.predict;
  } else if (answer.decision) {
    score = *answer.decision;
  } else if (answer.proba && context.builder().block(*answer.proba).width() == 2) {
    SLIPWAY_ASSIGN(score, context.builder().select(fmt::format("{}.{}", context.path(), part),
                                                   *answer.proba, {1}));
  } else {
    return context.unsupported("an estimator inside that has no score for two classes");
  }
  if (context.builder().block(score).width() != 1)
    return context.unsupported("an estimator inside that gives several scores");
  return as_double(context, score, part);
}

base::Result<ValueId> scores_of(Context& context, const Binaries& binaries) {
  std::vector<ValueId> columns;
  for (std::size_t i = 0; i < binaries.answers.size(); ++i) {
    SLIPWAY_ASSIGN(columns.emplace_back(), score_of(context, binaries.answers[i], i));
  }
  if (columns.size() == 1) return columns[0];
  return context.builder().concat(fmt::format("{}.scores", context.path()), columns);
}

// Above which a score speaks for the second class: the first estimator says for all.
double threshold_of(const Binaries& binaries) {
  const Emitted& first = binaries.answers[0];
  return first.decision && first.classes && !binaries.constant_first ? 0 : 0.5;
}

bool all_have(const Binaries& binaries, std::optional<ValueId> Emitted::*method) {
  return std::ranges::all_of(binaries.answers,
                             [&](const Emitted& answer) { return (answer.*method).has_value(); });
}

// The class of the greatest score; before 1.8 the last one of equal ones.
base::Result<ValueId> greatest(Context& context, ValueId scores, std::size_t width) {
  if (context.version() >= 10800) return context.add(scores, Decide{}, "predict");
  std::vector<std::uint32_t> backwards(width);
  for (std::size_t k = 0; k < width; ++k) backwards[k] = static_cast<std::uint32_t>(width - 1 - k);
  SLIPWAY_ASSIGN(
      const ValueId turned,
      context.builder().select(fmt::format("{}.turned", context.path()), scores, backwards));
  SLIPWAY_ASSIGN(const ValueId index, context.add(turned, Decide{}, "last"));
  return index_among(context, index, backwards, "predict");
}

base::Result<ValueId> rest_proba(Context& context, const Binaries& binaries, bool multilabel) {
  std::vector<ValueId> columns;
  for (std::size_t i = 0; i < binaries.answers.size(); ++i) {
    const std::string part = fmt::format("{}.proba{}", context.path(), i);
    if (context.builder().block(*binaries.answers[i].proba).width() != 2)
      return context.unsupported("an estimator inside that is not of two classes");
    SLIPWAY_ASSIGN(columns.emplace_back(),
                   context.builder().select(part, *binaries.answers[i].proba, {1}));
  }
  if (columns.size() == 1) {
    SLIPWAY_ASSIGN(ValueId both, context.add(columns[0], model::Link{LinkKind::kOneMinus}, "both"));
    return multilabel ? base::Result<ValueId>(both)
                      : context.add(both, model::Link{LinkKind::kShare}, "proba");
  }
  SLIPWAY_ASSIGN(ValueId all,
                 context.builder().concat(fmt::format("{}.probas", context.path()), columns));
  if (multilabel) return all;
  SLIPWAY_ASSIGN(all, context.add(all, model::Link{LinkKind::kShare}, "proba"));
  // From 1.7 on a row of zeros stays one.
  if (context.version() < 10700) return all;
  return context.add(all, model::Elementwise{.function = model::Function::kNanToNum}, "zeros");
}

base::Result<Emitted> one_versus_rest(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  SLIPWAY_ASSIGN(const model::Labels classes, read_labels(held));
  SLIPWAY_ASSIGN(Ref binarizer, state.need("label_binarizer_"));
  SLIPWAY_ASSIGN(const std::string type,
                 pickle::as_string(pickle::attribute(binarizer, "y_type_")));
  SLIPWAY_ASSIGN(const Binaries binaries, read_binaries(context, state, in));
  const std::size_t count = binaries.answers.size();
  const bool multilabel = type.starts_with("multilabel");
  if (type != "binary" && type != "multiclass" && type != "multilabel-indicator")
    return context.unsupported(fmt::format("y_type_={}", type));
  if (classes.text.size() < 2 || count != (type == "binary" ? 1 : classes.text.size()))
    return context.unsupported(
        fmt::format("{} estimators for {} classes", count, classes.text.size()));
  Emitted emitted;
  if (!multilabel) emitted.classes = classes;
  SLIPWAY_ASSIGN(const ValueId scores, scores_of(context, binaries));
  if (type == "multiclass") {
    SLIPWAY_ASSIGN(emitted.predict, greatest(context, scores, count));
  } else {
    SLIPWAY_ASSIGN(
        emitted.predict,
        context.add(scores, Decide{.threshold = threshold_of(binaries), .each_column = multilabel},
                    "predict"));
    emitted.predict_is_vector = multilabel;
  }
  if (all_have(binaries, &Emitted::proba)) {
    SLIPWAY_ASSIGN(emitted.proba, rest_proba(context, binaries, multilabel));
  }
  if (all_have(binaries, &Emitted::decision)) {
    emitted.decision = scores;
    emitted.decision_is_vector = count > 1 || context.version() < 1900;
  }
  return emitted;
}

// Votes of the pairs, and their scores summed up, which settle what the votes leave open.
base::Result<Emitted> one_versus_one(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  if (!is_none(state.get("pairwise_indices_")))
    return context.unsupported("a kernel that was computed beforehand");
  SLIPWAY_ASSIGN(const Binaries binaries, read_binaries(context, state, in));
  const std::size_t classes = emitted.classes->text.size(), pairs = binaries.answers.size();
  if (classes < 2 || pairs != classes * (classes - 1) / 2)
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("{} estimators for {} classes", pairs, classes));
  model::Linear sums{.inputs = static_cast<std::uint32_t>(pairs),
                     .coef = std::vector<double>(classes * pairs),
                     .intercept = std::vector<double>(classes)};
  std::vector<ValueId> votes;
  std::size_t k = 0;
  for (std::uint32_t i = 0; i < classes; ++i)
    for (std::uint32_t j = i + 1; j < classes; ++j, ++k) {
      sums.coef[i * pairs + k] = -1, sums.coef[j * pairs + k] = 1;
      const Emitted& answer = binaries.answers[k];
      if (!answer.predict || !answer.classes || answer.classes->text.size() != 2)
        return context.unsupported("an estimator inside that is no classifier of two classes");
      SLIPWAY_ASSIGN(votes.emplace_back(),
                     index_among(context, *answer.predict, {i, j}, fmt::format("vote{}", k)));
    }
  SLIPWAY_ASSIGN(const ValueId counted,
                 context.add(votes,
                             model::Votes{.classes = static_cast<std::uint32_t>(classes),
                                          .yes = std::vector<double>(pairs, 1),
                                          .no = std::vector<double>(pairs, 0)},
                             "votes"));
  SLIPWAY_ASSIGN(const ValueId scores, scores_of(context, binaries));
  SLIPWAY_ASSIGN(ValueId both, context.add(scores, std::move(sums), "confidences"));
  SLIPWAY_ASSIGN(both, context.add(both, model::Link{LinkKind::kBounded}, "bounded"));
  SLIPWAY_ASSIGN(both, context.add({counted, both}, model::Combine{}, "decision"));
  const bool one_column = classes == 2 && context.version() >= 1900;
  if (one_column) {
    SLIPWAY_ASSIGN(both,
                   context.builder().select(fmt::format("{}.second", context.path()), both, {1}));
  }
  // Up to 0.20 the confidences are scaled by the greatest of all rows that are asked: it changes no
  // decision, but there is no decision function of one row.
  if (context.version() >= 2100) {
    emitted.decision = both;
    emitted.decision_is_vector = !one_column;
  }
  const double threshold = context.version() >= 10100 ? threshold_of(binaries) : 0;
  SLIPWAY_ASSIGN(emitted.predict, context.add(both, Decide{.threshold = threshold}, "predict"));
  return emitted;
}

// The class whose code is nearest to the scores: of |s|² - 2 s·c + |c|², the first does not matter.
constexpr int kArgmin = 10300;  // before, distances were made and compared

// How near scores are to the code of each class, greater is nearer: 2 xy - yy. Before, the negative of
// sqrt(max(0, -2 xy + xx + yy)), of which more are equal, and others.
base::Result<ValueId> nearness_to(Context& context, ValueId scores, const pickle::Matrix& codes) {
  const auto classes = static_cast<std::uint32_t>(codes.rows);
  const auto bits = static_cast<std::uint32_t>(codes.cols);
  std::vector<double> squares(classes, 0);
  for (std::size_t i = 0; i < codes.values.size(); ++i)
    squares[i / bits] += codes.values[i] * codes.values[i];
  model::Linear dots{.inputs = bits, .coef = codes.values, .intercept = std::vector(classes, 0.0)};
  if (context.version() >= kArgmin) {
    for (double& code : dots.coef) code *= 2;
    for (std::uint32_t k = 0; k < classes; ++k) dots.intercept[k] = -squares[k];
    return context.add(scores, std::move(dots), "nearness");
  }
  SLIPWAY_ASSIGN(const ValueId xy, context.add(scores, std::move(dots), "xy"));
  SLIPWAY_ASSIGN(ValueId xx, context.add(scores, Elementwise{Function::kSquare}, "squares"));
  SLIPWAY_ASSIGN(
      xx, context.add(
              xx, model::Linear{.inputs = bits, .coef = std::vector(bits, 1.0), .intercept = {0.0}},
              "xx"));
  model::Gather both;
  model::Linear sums{.inputs = classes + 1,
                     .coef = std::vector(std::size_t{classes} * (classes + 1), 0.0),
                     .intercept = squares};
  for (std::uint32_t k = 0; k < classes; ++k) {
    both.columns.push_back({0, k});
    sums.coef[std::size_t{k} * (classes + 1) + k] = -2;
    sums.coef[std::size_t{k} * (classes + 1) + classes] = 1;
  }
  both.columns.push_back({1, 0});
  SLIPWAY_ASSIGN(ValueId near, context.add(std::vector{xy, xx}, std::move(both), "both"));
  SLIPWAY_ASSIGN(near, context.add(near, std::move(sums), "square"));
  SLIPWAY_ASSIGN(near, context.add(near, Elementwise{Function::kMaximum, {0}}, "maximum"));
  SLIPWAY_ASSIGN(near, context.add(near, Elementwise{Function::kSqrt}, "distance"));
  return context.add(near, Elementwise{Function::kNegative}, "nearness");
}

base::Result<Emitted> output_code(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  SLIPWAY_ASSIGN(const Binaries binaries, read_binaries(context, state, in));
  SLIPWAY_ASSIGN(Ref book, state.need("code_book_"));
  SLIPWAY_ASSIGN(const pickle::Matrix codes, pickle::as_matrix(book));
  const std::size_t classes = emitted.classes->text.size(), bits = binaries.answers.size();
  if (std::cmp_not_equal(codes.rows, classes) || std::cmp_not_equal(codes.cols, bits))
    return base::invalid_argument(
        "WRONG_SHAPE", fmt::format("code_book_ is of {} × {}, for {} classes and {} estimators",
                                   codes.rows, codes.cols, classes, bits));
  SLIPWAY_ASSIGN(const ValueId scores, scores_of(context, binaries));
  SLIPWAY_ASSIGN(const ValueId nearness, nearness_to(context, scores, codes));
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, nearness, {classes}));
  return emitted;
}

// What it was fitted on had one class.
base::Result<Emitted> constant(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("y_"));
  SLIPWAY_ASSIGN(const double y, pickle::as_double(held));
  SLIPWAY_ASSIGN(const ValueId rows, context.block(in));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.decision, context.add(rows, model::Place{{}, {y}}, "decision"));
  SLIPWAY_ASSIGN(emitted.proba, context.add(rows, model::Place{{}, {1 - y, y}}, "proba"));
  emitted.predict = emitted.decision;
  return emitted;
}

const Names kIgnored = {"estimator", "n_jobs", "verbose"};

}  // namespace

std::vector<Adapter> sklearn_multiclass_adapters() {
  return {
      {.package = "sklearn.multiclass",
       .classes = {"OneVsRestClassifier"},
       .convert = one_versus_rest,
       .reads = {"classes_", "estimators_", "label_binarizer_"},
       .ignores = kIgnored},
      {.package = "sklearn.multiclass",
       .classes = {"OneVsOneClassifier"},
       .convert = one_versus_one,
       .reads = {"classes_", "estimators_", "pairwise_indices_"},
       .ignores = kIgnored},
      {.package = "sklearn.multiclass",
       .classes = {"OutputCodeClassifier"},
       .convert = output_code,
       .reads = {"classes_", "estimators_", "code_book_"},
       .ignores = kIgnored + Names{"code_size", "random_state"}},
      {.package = "sklearn.multiclass",
       .classes = {"_ConstantPredictor"},
       .convert = constant,
       .reads = {"y_"},
       .ignores = {}},
  };
}

}  // namespace slipway::format::sklearn
