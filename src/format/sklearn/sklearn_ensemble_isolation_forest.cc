// IsolationForest: 2^-(mean depth of the leaves / mean depth of a tree of so many samples). The depth
// of a leaf counts what a tree below it would have added, by a formula that has changed twice.
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/trees.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Function;

// The mean depth of a tree of `samples`.
double mean_depth(const Context& context, double samples) {
  const bool old = context.version() < 2100;
  if (samples <= 1) return old ? 1 : 0;
  if (samples == 2 && !old) return 1;
  const double log = context.version() < 1900 ? std::log(samples) + 0.5772156649
                                              : std::log(samples - 1) + std::numbers::egamma;
  return 2 * log - 2 * (samples - 1) / samples;
}

// Depths by node of one tree, its root 0.
std::vector<double> depths(const FittedTree& tree) {
  std::vector<double> depth(tree.size(), 0);
  for (std::size_t i = 0; i < tree.size(); ++i)
    for (const std::int64_t child : {tree.left[i], tree.right[i]})
      if (child > static_cast<std::int64_t>(i) && std::cmp_less(child, tree.size()))
        depth[static_cast<std::size_t>(child)] = depth[i] + 1;
  return depth;
}

// By node of tree `t`: how long the way to it counts. From 1.3 on the file has it.
base::Result<std::vector<double>> path_lengths(Context& context, Attributes& state,
                                               const FittedTree& tree, std::size_t t) {
  std::vector<double> lengths = depths(tree);
  Ref below = state.get("_average_path_length_per_tree"),
      ways = state.get("_decision_path_lengths");
  if (is_none(below) != is_none(ways))
    return base::invalid_argument("MISSING_ATTRIBUTE", "one of the lengths of paths is not there");
  if (is_none(below)) {
    const bool old = context.version() < 2100;  // depth + mean; then depth + 1 + mean - 1
    for (std::size_t i = 0; i < tree.size(); ++i) {
      const double mean = mean_depth(context, static_cast<double>(tree.samples[i]));
      lengths[i] = old ? lengths[i] + mean : lengths[i] + 1 + mean - 1;
    }
    return lengths;
  }
  if (below->items().size() <= t || ways->items().size() <= t)
    return base::invalid_argument("WRONG_SHAPE", "lengths of paths of fewer trees");
  SLIPWAY_ASSIGN(const auto means, pickle::as_doubles(below->items()[t]));
  SLIPWAY_ASSIGN(const auto nodes, pickle::as_doubles(ways->items()[t]));
  if (means.size() != tree.size() || nodes.size() != tree.size())
    return base::invalid_argument("WRONG_SHAPE", "lengths of paths of another tree");
  for (std::size_t i = 0; i < tree.size(); ++i) lengths[i] = nodes[i] + means[i] - 1.0;
  return lengths;
}

// The columns that a tree reads; nothing if all trees read all.
base::Result<std::vector<std::int64_t>> columns_of(Attributes& state, std::size_t t,
                                                   std::size_t width) {
  Ref features = state.get("estimators_features_");
  Ref most = state.get("_max_features");
  if (is_none(features) || is_none(most)) return std::vector<std::int64_t>();
  SLIPWAY_ASSIGN(const std::int64_t count, pickle::as_int64(most));
  if (std::cmp_equal(count, width)) return std::vector<std::int64_t>();
  SLIPWAY_ASSIGN(const auto by_tree, pickle::as_refs(features));
  if (by_tree.size() <= t)
    return base::invalid_argument("WRONG_SHAPE", "estimators_features_ is of fewer trees");
  SLIPWAY_ASSIGN(auto columns, pickle::as_int64s(by_tree[t]));
  for (const std::int64_t column : columns)
    if (column < 0 || std::cmp_greater_equal(column, width))
      return base::invalid_argument("BAD_COLUMN",
                                    fmt::format("a tree reads column {} of {}", column, width));
  return columns;
}

base::Result<model::ForestPtr> read_paths(Context& context, Attributes& state,
                                          const std::vector<Ref>& trees, std::size_t width) {
  auto forest = std::make_shared<model::Forest>();
  forest->input = Element::kF32;
  forest->inputs = static_cast<std::uint32_t>(width);
  reserve_trees(trees, 1, *forest);
  for (std::size_t t = 0; t < trees.size(); ++t) {
    SLIPWAY_ASSIGN(FittedTree tree,
                   read_inner_tree(context, trees[t], fmt::format("estimators_[{}]", t)));
    SLIPWAY_ASSIGN(const auto lengths, path_lengths(context, state, tree, t));
    SLIPWAY_ASSIGN(const auto columns, columns_of(state, t, width));
    if (!columns.empty())
      for (std::size_t i = 0; i < tree.size(); ++i) {
        if (tree.is_leaf(i)) continue;
        if (tree.feature[i] < 0 || std::cmp_greater_equal(tree.feature[i], columns.size()))
          return base::invalid_argument("BAD_COLUMN", "a tree reads a column it was not given");
        tree.feature[i] = columns[static_cast<std::size_t>(tree.feature[i])];
      }
    append_tree(
        tree, [&](std::size_t node, std::vector<double>& out) { out.push_back(lengths[node]); },
        *forest);
  }
  return model::ForestPtr(std::move(forest));
}

base::Result<ValueId> apply(Context& context, ValueId value, Function function, double c,
                            std::string_view part) {
  model::Elementwise op{.function = function, .constants = {}};
  if (model::takes_constant(function)) op.constants = {c};
  return context.add(value, std::move(op), part);
}

// 2^-(depth / denominator)
base::Result<ValueId> add_scores(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto trees, trees_of(state));
  SLIPWAY_ASSIGN(const model::ForestPtr forest, read_paths(context, state, trees, in.width()));
  Value checked = in;  // from 1.6 on every number is taken
  if (context.version() < 10600) {
    SLIPWAY_ASSIGN(checked, context.require(in, Element::kF32, false));
  }
  SLIPWAY_ASSIGN(Ref samples,
                 state.need(state.has("_max_samples") ? "_max_samples" : "max_samples_"));
  SLIPWAY_ASSIGN(const double most, pickle::as_double(samples));
  if (!std::isfinite(most))
    return base::invalid_argument("BAD_MODEL", "max_samples_ is no number of samples");
  const bool mean_first = context.version() < 2100;
  double denominator = mean_depth(context, most);
  if (!mean_first) denominator *= static_cast<double>(trees.size());
  model::TreeEnsemble op;
  op.forest = forest;
  op.aggregate = mean_first ? model::Aggregate::kMean : model::Aggregate::kSum;
  SLIPWAY_ASSIGN(ValueId value, context.add(checked, std::move(op), "depths"));
  if (denominator == 0) {  // trees of one sample
    if (context.version() < 2400) return context.unsupported("trees of one sample");
    SLIPWAY_ASSIGN(value, context.add(value, model::Place{{}, {1}}, "no_depth"));
  } else {
    SLIPWAY_ASSIGN(value, apply(context, value, Function::kDivide, denominator, "depth"));
  }
  SLIPWAY_ASSIGN(value, apply(context, value, Function::kNegative, 0, "negative"));
  return apply(context, value, Function::kExp2, 0, "scores");
}

base::Result<Emitted> isolation_forest(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const ValueId scores, add_scores(context, state, in));
  Emitted emitted;
  emitted.classes = model::Labels{data::Kind::kInt64, {"-1", "1"}, {-1, 1}};
  double threshold = 0;
  SLIPWAY_ASSIGN(const std::string behaviour, state.text("behaviour", "new"));
  if (context.version() < 2000) {
    SLIPWAY_ASSIGN(Ref held, state.need("threshold_"));
    SLIPWAY_ASSIGN(threshold, pickle::as_double(held));
    SLIPWAY_ASSIGN(emitted.decision,
                   apply(context, scores, Function::kSubtractFrom, 0.5, "decision"));
    SLIPWAY_ASSIGN(emitted.predict, context.add(*emitted.decision,
                                                model::Decide{.threshold = threshold}, "predict"));
    return emitted;
  }
  SLIPWAY_ASSIGN(Ref offset, state.need("offset_"));
  SLIPWAY_ASSIGN(const double from, pickle::as_double(offset));
  if (context.version() < 2200 && behaviour == "old") {
    SLIPWAY_ASSIGN(Ref held, state.need("_threshold_"));
    SLIPWAY_ASSIGN(threshold, pickle::as_double(held));
  }
  SLIPWAY_ASSIGN(emitted.samples, apply(context, scores, Function::kNegative, 0, "samples"));
  SLIPWAY_ASSIGN(emitted.decision,
                 apply(context, *emitted.samples, Function::kSubtract, from, "decision"));
  SLIPWAY_ASSIGN(
      emitted.predict,
      context.add(*emitted.decision,
                  model::Decide{.threshold = threshold, .greater_or_equal = true}, "predict"));
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_ensemble_isolation_forest_adapters() {
  return {
      {.package = "sklearn.ensemble",
       .classes = {"IsolationForest"},
       .convert = isolation_forest,
       .reads = {"estimators_", "estimators_features_", "_max_features", "max_samples_",
                 "_max_samples", "offset_", "threshold_", "_threshold_", "behaviour",
                 "_average_path_length_per_tree", "_decision_path_lengths"},
       .ignores = {"n_estimators",       "max_samples",
                   "contamination",      "_contamination",
                   "max_features",       "bootstrap",
                   "bootstrap_features", "n_jobs",
                   "random_state",       "verbose",
                   "warm_start",         "oob_score",
                   "estimator",          "estimator_",
                   "base_estimator",     "base_estimator_",
                   "estimator_params",   "n_features_",
                   "_n_samples",         "_seeds",
                   "_sample_weight",     "_estimators_samples"}},
  };
}

}  // namespace slipway::format::sklearn
