// Bagging: the mean of what estimators answer, each given some of the columns.
#include <algorithm>
#include <limits>

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

struct Bag {
  std::vector<Emitted> answers;
  std::size_t jobs = 1;  // sums are made by job, then over the jobs
  double divisor = 1;    // n_estimators
};

base::Result<Bag> read_bag(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto estimators, estimators_of(state, "estimators_"));
  SLIPWAY_ASSIGN(Ref held, state.need("estimators_features_"));
  SLIPWAY_ASSIGN(const auto features, pickle::as_refs(held));
  SLIPWAY_ASSIGN(Ref count, state.need("n_estimators"));
  SLIPWAY_ASSIGN(const std::int64_t wanted, pickle::as_int64(count));
  if (features.size() != estimators.size() || std::cmp_not_equal(estimators.size(), wanted))
    return base::invalid_argument(
        "WRONG_SHAPE", fmt::format("{} estimators, {} choices of columns, n_estimators {}",
                                   estimators.size(), features.size(), wanted));
  Bag bag;
  bag.divisor = static_cast<double>(estimators.size());
  // A negative number means as many as the machine has: they are added as one.
  if (Ref jobs = state.get("n_jobs"); !is_none(jobs)) {
    SLIPWAY_ASSIGN(const std::int64_t asked, pickle::as_int64(jobs));
    bag.jobs = static_cast<std::size_t>(std::clamp<std::int64_t>(asked, 1, wanted));
  }
  Value checked = in;  // up to 0.19 the ensemble itself refuses what isn't finite
  if (context.version() < 2000) {
    SLIPWAY_ASSIGN(checked, context.require(in, model::Element::kF64, false));
  }
  for (std::size_t i = 0; i < estimators.size(); ++i) {
    SLIPWAY_ASSIGN(const auto indices, pickle::as_int64s(features[i]));
    std::vector<std::uint32_t> columns;
    for (const std::int64_t index : indices) {
      if (index < 0 || std::cmp_greater_equal(index, in.width()))
        return base::invalid_argument(
            "BAD_COLUMN",
            fmt::format("estimators_features_[{}] takes column {} of {}", i, index, in.width()));
      columns.push_back(static_cast<std::uint32_t>(index));
    }
    SLIPWAY_ASSIGN(const Value part, context.gather(checked, columns));
    SLIPWAY_ASSIGN(bag.answers.emplace_back(),
                   context.convert(estimators[i], fmt::format("estimators_[{}]", i), part));
  }
  return bag;
}

// The mean of blocks: by job, as joblib gave estimators to jobs, the first ones one more each.
base::Result<ValueId> mean(Context& context, const Bag& bag, const std::vector<ValueId>& blocks,
                           std::string_view part) {
  std::vector<ValueId> sums;
  std::size_t first = 0;
  for (std::size_t job = 0; job < bag.jobs && bag.jobs > 1; ++job) {
    const std::size_t count = blocks.size() / bag.jobs + (job < blocks.size() % bag.jobs ? 1 : 0);
    const auto begin = blocks.begin() + static_cast<std::ptrdiff_t>(first);
    SLIPWAY_ASSIGN(
        sums.emplace_back(),
        context.add(std::vector<ValueId>(begin, begin + static_cast<std::ptrdiff_t>(count)),
                    model::Combine{}, fmt::format("{}.job{}", part, job)));
    first += count;
  }
  return context.add(bag.jobs > 1 ? sums : blocks, model::Combine{.divisor = bag.divisor}, part);
}

// One estimator's probabilities among all classes: those it does not know have none. One without
// probabilities votes.
base::Result<ValueId> proba_of(Context& context, const Emitted& answer,
                               const model::Labels& classes, std::size_t i) {
  if (!answer.classes)
    return context.unsupported("an estimator inside that is no classifier of one target");
  SLIPWAY_ASSIGN(const auto positions, positions_of(*answer.classes, classes, true));
  const std::size_t width = classes.text.size();
  if (answer.proba) {
    SLIPWAY_ASSIGN(const ValueId proba,
                   as_double(context, *answer.proba, fmt::format("proba{}", i)));
    return spread(context, proba, positions, width, 0, fmt::format("classes{}", i));
  }
  SLIPWAY_ASSIGN(const ValueId index,
                 index_among(context, *answer.predict, positions, fmt::format("index{}", i)));
  return context.add(index, model::Votes{static_cast<std::uint32_t>(width), {1}, {0}},
                     fmt::format("vote{}", i));
}

// What all estimators give of one kind; nothing if one doesn't.
std::vector<ValueId> all_of(const Bag& bag, std::optional<ValueId> Emitted::*method) {
  std::vector<ValueId> blocks;
  for (const Emitted& answer : bag.answers)
    if (answer.*method) blocks.push_back(*(answer.*method));
  return blocks.size() == bag.answers.size() ? blocks : std::vector<ValueId>();
}

base::Result<std::optional<ValueId>> log_proba(Context& context, const Bag& bag,
                                               const model::Labels& classes, ValueId proba) {
  const std::vector<ValueId> logs = all_of(bag, &Emitted::log_proba);
  if (logs.empty()) {
    SLIPWAY_ASSIGN(const ValueId log, logarithm(context, proba));
    // One that has probabilities may have their logarithms too, which a reader did not give.
    return all_of(bag, &Emitted::proba).empty() ? std::optional(log) : std::optional<ValueId>();
  }
  std::vector<ValueId> blocks;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    SLIPWAY_ASSIGN(const auto positions, positions_of(*bag.answers[i].classes, classes, true));
    SLIPWAY_ASSIGN(const ValueId log, as_double(context, logs[i], fmt::format("log{}", i)));
    SLIPWAY_ASSIGN(blocks.emplace_back(),
                   spread(context, log, positions, classes.text.size(),
                          -std::numeric_limits<double>::infinity(), fmt::format("logs{}", i)));
  }
  SLIPWAY_ASSIGN(
      const ValueId log,
      context.add(blocks, model::Combine{.divisor = bag.divisor, .in_logs = true}, "log"));
  return std::optional(log);
}

base::Result<Emitted> of_classes(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  SLIPWAY_ASSIGN(const Bag bag, read_bag(context, state, in));
  std::vector<ValueId> blocks;
  for (std::size_t i = 0; i < bag.answers.size(); ++i) {
    SLIPWAY_ASSIGN(blocks.emplace_back(), proba_of(context, bag.answers[i], *emitted.classes, i));
  }
  SLIPWAY_ASSIGN(emitted.proba, mean(context, bag, blocks, "proba"));
  SLIPWAY_ASSIGN(emitted.predict,
                 decide_targets(context, *emitted.proba, {emitted.classes->text.size()}));
  SLIPWAY_ASSIGN(emitted.log_proba, log_proba(context, bag, *emitted.classes, *emitted.proba));
  blocks = all_of(bag, &Emitted::decision);
  // Where some estimators miss classes numpy could not add them up either.
  const bool alike = std::ranges::all_of(blocks, [&](ValueId block) {
    return context.builder().block(block) == context.builder().block(blocks[0]);
  });
  if (!blocks.empty() && alike) {
    SLIPWAY_ASSIGN(emitted.decision, mean(context, bag, blocks, "decision"));
    emitted.decision_is_vector = bag.answers[0].decision_is_vector;
  }
  return emitted;
}

base::Result<Emitted> of_numbers(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Bag bag, read_bag(context, state, in));
  const std::vector<ValueId> blocks = all_of(bag, &Emitted::predict);
  if (blocks.empty() || bag.answers[0].classes)
    return context.unsupported("an estimator inside that predicts no number");
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, mean(context, bag, blocks, "mean"));
  emitted.predict_is_vector = bag.answers[0].predict_is_vector;
  return emitted;
}

const Names kReads = {"estimators_", "estimators_features_", "n_estimators", "n_jobs"};
const Names kParameters = {"estimator",
                           "estimator_",
                           "base_estimator",
                           "base_estimator_",
                           "estimator_params",
                           "max_samples",
                           "max_features",
                           "bootstrap",
                           "bootstrap_features",
                           "oob_score",
                           "warm_start",
                           "random_state",
                           "verbose",
                           "n_features_",
                           "n_classes_",
                           "_max_samples",
                           "_max_features",
                           "_n_samples",
                           "_seeds",
                           "_sample_weight",
                           "_estimators_samples",
                           "oob_score_",
                           "oob_decision_function_",
                           "oob_prediction_"};

}  // namespace

std::vector<Adapter> sklearn_ensemble_bagging_adapters() {
  return {
      {.package = "sklearn.ensemble",
       .classes = {"BaggingClassifier"},
       .convert = of_classes,
       .reads = kReads + Names{"classes_"},
       .ignores = kParameters},
      {.package = "sklearn.ensemble",
       .classes = {"BaggingRegressor"},
       .convert = of_numbers,
       .reads = kReads,
       .ignores = kParameters},
  };
}

}  // namespace slipway::format::sklearn
