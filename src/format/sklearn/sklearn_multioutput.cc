// One estimator for each target: side by side, or in a chain in which each is also given what those
// before it answered.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"

namespace slipway::format::sklearn {
namespace {

// Before 1.0 rows that aren't finite were refused whatever the estimators say.
base::Result<std::vector<Emitted>> read_targets(Context& context, Attributes& state,
                                                const Value& in) {
  SLIPWAY_ASSIGN(const auto estimators, estimators_of(state, "estimators_"));
  Value checked = in;
  if (context.version() < 10000) {
    SLIPWAY_ASSIGN(checked, context.require(in, model::Element::kF64, false));
  }
  std::vector<Emitted> answers;
  for (std::size_t i = 0; i < estimators.size(); ++i) {
    SLIPWAY_ASSIGN(answers.emplace_back(),
                   context.convert(estimators[i], fmt::format("estimators_[{}]", i), checked));
  }
  return answers;
}

base::Result<ValueId> side_by_side(Context& context, const std::vector<ValueId>& blocks,
                                   std::string_view part) {
  if (blocks.size() == 1) return blocks[0];
  return context.builder().concat(fmt::format("{}.{}", context.path(), part), blocks);
}

base::Result<Emitted> regressors(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto answers, read_targets(context, state, in));
  std::vector<ValueId> columns;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    SLIPWAY_ASSIGN(columns.emplace_back(),
                   numbers_of(context, answers[i], fmt::format("number{}", i)));
    if (context.builder().block(columns.back()).width() != 1)
      return context.unsupported("an estimator inside that predicts several numbers");
  }
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, side_by_side(context, columns, "predict"));
  emitted.predict_is_vector = true;
  return emitted;
}

base::Result<Emitted> classifiers(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto answers, read_targets(context, state, in));
  Emitted emitted;
  std::vector<ValueId> indices, probas;
  for (const Emitted& answer : answers) {
    if (!answer.predict || !answer.classes)
      return context.unsupported("an estimator inside that is no classifier of one target");
    indices.push_back(*answer.predict);
    emitted.target_classes.push_back(*answer.classes);
    if (answer.proba) probas.push_back(*answer.proba);
  }
  SLIPWAY_ASSIGN(emitted.predict, side_by_side(context, indices, "predict"));
  emitted.predict_is_vector = true;
  if (probas.size() == answers.size()) {
    SLIPWAY_ASSIGN(emitted.proba, side_by_side(context, probas, "proba"));
  }
  return emitted;
}

// The answer of one method as one column of a chain: numbers, of a classifier the score for the
// second of two classes.
base::Result<std::optional<ValueId>> link_of(Context& context, const Emitted& answer,
                                             std::string_view method, std::size_t i) {
  const std::string part = fmt::format("{}{}", method, i);
  if (method == "predict") {
    SLIPWAY_ASSIGN(const ValueId number, numbers_of(context, answer, part));
    return std::optional(number);
  }
  const std::optional<ValueId>& given = method == "predict_proba"       ? answer.proba
                                        : method == "predict_log_proba" ? answer.log_proba
                                                                        : answer.decision;
  if (!given) return std::optional<ValueId>();
  const std::size_t width = context.builder().block(*given).width();
  if (width != (method == "decision_function" ? 1 : 2)) return std::optional<ValueId>();
  ValueId column = *given;
  if (width == 2) {
    SLIPWAY_ASSIGN(
        column, context.builder().select(fmt::format("{}.{}", context.path(), part), column, {1}));
  }
  SLIPWAY_ASSIGN(column, as_double(context, column, part));
  return std::optional(column);
}

// Which link of the chain answers each target.
base::Result<std::vector<std::uint32_t>> read_order(Attributes& state, std::size_t targets) {
  SLIPWAY_ASSIGN(Ref held, state.need("order_"));
  auto order = pickle::as_int64s(held);
  if (!order.ok()) return order.status().at("order_");
  std::vector<std::uint32_t> link_of_target(targets, static_cast<std::uint32_t>(targets));
  if (order->size() == targets)
    for (std::size_t link = 0; link < targets; ++link)
      if (const std::int64_t target = (*order)[link]; target >= 0 && std::cmp_less(target, targets))
        link_of_target[static_cast<std::size_t>(target)] = static_cast<std::uint32_t>(link);
  if (std::ranges::find(link_of_target, targets) != link_of_target.end())
    return base::invalid_argument("BAD_MODEL", "order_ is no order of the targets");
  return link_of_target;
}

constexpr std::string_view kMethods[] = {"predict", "predict_proba", "decision_function"};

struct Chain {
  std::size_t links = 0;
  std::vector<ValueId> columns[std::size(kMethods)];  // by method, as many as have it
  std::vector<std::uint32_t> link_of_target;
};

base::Result<Chain> read_chain(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto estimators, estimators_of(state, "estimators_"));
  SLIPWAY_ASSIGN(const std::string method, state.text("chain_method_", "predict"));
  if (method != "predict_log_proba" && std::ranges::find(kMethods, method) == std::end(kMethods))
    return context.unsupported(fmt::format("chain_method={}", method));
  Chain chain{.links = estimators.size(), .columns = {}, .link_of_target = {}};
  SLIPWAY_ASSIGN(chain.link_of_target, read_order(state, chain.links));
  SLIPWAY_ASSIGN(Value given, context.require(in, model::Element::kF64, false));
  for (std::size_t i = 0; i < chain.links; ++i) {
    SLIPWAY_ASSIGN(const Emitted answer,
                   context.convert(estimators[i], fmt::format("estimators_[{}]", i), given));
    for (std::size_t m = 0; m < std::size(kMethods); ++m) {
      SLIPWAY_ASSIGN(const auto column, link_of(context, answer, kMethods[m], i));
      if (column) chain.columns[m].push_back(*column);
    }
    if (i + 1 == chain.links) break;
    SLIPWAY_ASSIGN(const auto passed, link_of(context, answer, method, i));
    if (!passed)
      return context.unsupported(
          fmt::format("an estimator inside without {} of two classes", method));
    SLIPWAY_ASSIGN(given, context.concat({given, computed(*passed, {fmt::format("link{}", i)})}));
  }
  return chain;
}

// Of one method, the columns in order of the targets; nothing if some link has none.
base::Result<std::optional<ValueId>> in_order(Context& context, const Chain& chain,
                                              std::size_t method) {
  if (chain.columns[method].size() != chain.links) return std::optional<ValueId>();
  std::vector<ValueId> ordered;
  for (const std::uint32_t link : chain.link_of_target)
    ordered.push_back(chain.columns[method][link]);
  SLIPWAY_ASSIGN(const ValueId all, side_by_side(context, ordered, kMethods[method]));
  return std::optional(all);
}

base::Result<Emitted> regressor_chain(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Chain chain, read_chain(context, state, in));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, in_order(context, chain, 0));
  emitted.predict_is_vector = true;
  return emitted;
}

base::Result<Emitted> classifier_chain(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Chain chain, read_chain(context, state, in));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, in_order(context, chain, 0));
  SLIPWAY_ASSIGN(emitted.proba, in_order(context, chain, 1));
  SLIPWAY_ASSIGN(emitted.decision, in_order(context, chain, 2));
  emitted.predict_is_vector = emitted.decision_is_vector = true;
  if (emitted.proba && context.version() >= 10400) {
    SLIPWAY_ASSIGN(emitted.log_proba, logarithm(context, *emitted.proba));
  }
  return emitted;
}

const Names kChain = {"estimator",    "base_estimator", "order",       "cv",
                      "random_state", "verbose",        "chain_method"};

}  // namespace

std::vector<Adapter> sklearn_multioutput_adapters() {
  return {
      {.package = "sklearn.multioutput",
       .classes = {"MultiOutputRegressor"},
       .convert = regressors,
       .reads = {"estimators_"},
       .ignores = {"estimator", "n_jobs"}},
      {.package = "sklearn.multioutput",
       .classes = {"MultiOutputClassifier"},
       .convert = classifiers,
       .reads = {"estimators_"},
       .ignores = {"estimator", "n_jobs", "classes_"}},
      {.package = "sklearn.multioutput",
       .classes = {"RegressorChain"},
       .convert = regressor_chain,
       .reads = {"estimators_", "order_", "chain_method_"},
       .ignores = kChain},
      {.package = "sklearn.multioutput",
       .classes = {"ClassifierChain"},
       .convert = classifier_chain,
       .reads = {"estimators_", "order_", "chain_method_"},
       .ignores = kChain + Names{"classes_"}},
  };
}

}  // namespace slipway::format::sklearn
