// Decision trees and forests of them: one node layout from 0.18 to 1.9, read by field name.
#include <algorithm>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/values.h"

namespace slipway::format::sklearn {
namespace {

using model::Forest;
using model::Missing;
using model::Node;
using model::TreeEnsemble;

constexpr const char* kNodeFields[] = {"left_child",
                                       "right_child",
                                       "feature",
                                       "threshold",
                                       "impurity",
                                       "n_node_samples",
                                       "weighted_n_node_samples",
                                       "missing_go_to_left"};

struct Leaves {
  std::size_t width = 1;  // classes, or outputs of a regressor
  bool counts = false;    // of classes: they become probabilities
};

// Appends the tree of one estimator.
base::Status add_tree(Ref estimator, const Leaves& leaves, Forest& out) {
  Ref tree = pickle::attribute(estimator, "tree_");
  if (is_none(tree) || pickle::record_class(tree) != "sklearn.tree._tree.Tree")
    return base::invalid_argument("MISSING_ATTRIBUTE", "a tree that was not fitted");
  Ref nodes = pickle::attribute(tree, "nodes");
  for (const std::string& field : pickle::field_names(nodes))
    if (std::ranges::find(kNodeFields, field) == std::end(kNodeFields))
      return base::unimplemented(
          "UNKNOWN_ATTRIBUTE",
          fmt::format("the nodes of a tree have the field {}, which Slipway does not know", field));
  SLIPWAY_ASSIGN(const auto left, pickle::field_int64s(nodes, "left_child"));
  SLIPWAY_ASSIGN(const auto right, pickle::field_int64s(nodes, "right_child"));
  SLIPWAY_ASSIGN(const auto feature, pickle::field_int64s(nodes, "feature"));
  SLIPWAY_ASSIGN(const auto threshold, pickle::field_doubles(nodes, "threshold"));
  const auto fields = pickle::field_names(nodes);
  std::vector<std::int64_t> missing_left(left.size(), 0);
  const bool knows_missing = std::ranges::find(fields, "missing_go_to_left") != fields.end();
  if (knows_missing) {
    SLIPWAY_ASSIGN(missing_left, pickle::field_int64s(nodes, "missing_go_to_left"));
  }
  SLIPWAY_ASSIGN(const auto values, pickle::as_doubles(pickle::attribute(tree, "values")));
  const std::size_t width = leaves.width;
  if (values.size() != left.size() * width)
    return base::invalid_argument("WRONG_SHAPE", fmt::format("{} values for {} nodes of {} outputs",
                                                             values.size(), left.size(), width));
  const auto first = static_cast<std::int64_t>(out.nodes.size());
  out.roots.push_back(static_cast<std::uint32_t>(first));
  for (std::size_t i = 0; i < left.size(); ++i) {
    Node node;
    if (left[i] < 0) {
      node.left = node.right = ~static_cast<std::int32_t>(out.leaves.size() / width);
      const double* value = values.data() + i * width;
      const double sum = leaves.counts ? std::accumulate(value, value + width, 0.0) : 1;
      for (std::size_t k = 0; k < width; ++k)
        out.leaves.push_back(sum == 0 ? value[k] : value[k] / sum);
    } else {
      node.left = static_cast<std::int32_t>(first + left[i]);
      node.right = static_cast<std::int32_t>(first + right[i]);
      node.feature = static_cast<std::uint32_t>(feature[i]);
      node.threshold = threshold[i];
      node.missing = knows_missing ? Missing::kNan : Missing::kNever;
      node.default_left = missing_left[i] != 0;
    }
    out.nodes.push_back(node);
  }
  return {};
}

// Whether predict() takes NaN: trees from 1.3, random forests from 1.4, extra trees from 1.6, and
// only if the criterion knows missing values.
bool takes_nan(const Context& context, Ref tree) {
  const std::string_view origin = context.origin();
  const int since = origin.find("ExtraTree") != std::string_view::npos ? 10600
                    : origin.find("Forest") != std::string_view::npos  ? 10400
                                                                       : 10300;
  if (context.version() < since || !is_none(pickle::attribute(tree, "monotonic_cst"))) return false;
  const auto text = [tree](const char* name) {
    Ref value = pickle::attribute(tree, name);
    return value != nullptr && value->tag == pickle::Tag::kString ? value->text
                                                                  : std::string_view();
  };
  if (text("splitter") != "best" && context.version() < 10600) return false;
  static constexpr std::string_view kKnown[] = {"gini",          "log_loss",     "entropy",
                                                "squared_error", "friedman_mse", "poisson"};
  return std::ranges::find(kKnown, text("criterion")) != std::end(kKnown);
}

base::Result<ValueId> add_trees(Context& context, const std::vector<Ref>& trees,
                                const Leaves& leaves, const Value& in) {
  if (trees.empty())
    return base::invalid_argument("MISSING_ATTRIBUTE", "there are no trees: not fitted?");
  Forest forest;
  forest.input = model::Element::kF32;
  TreeEnsemble op;
  op.aggregate = trees.size() > 1 || context.origin().find("ensemble") != std::string::npos
                     ? model::Aggregate::kMean
                     : model::Aggregate::kSum;
  forest.inputs = static_cast<std::uint32_t>(in.width());
  op.outputs = forest.leaf_width = static_cast<std::uint32_t>(leaves.width);
  for (std::size_t t = 0; t < trees.size(); ++t)
    if (auto status = add_tree(trees[t], leaves, forest); !status.ok())
      return status.at(fmt::format("estimators_[{}]", t));
  SLIPWAY_ASSIGN(const Value checked,
                 context.require(in, model::Element::kF32, takes_nan(context, trees.front())));
  op.forest = std::make_shared<const Forest>(std::move(forest));
  return context.add(checked, std::move(op));
}

base::Result<std::size_t> count_outputs(Attributes& state) {
  Ref outputs = state.get("n_outputs_");
  if (is_none(outputs)) return std::size_t{1};
  SLIPWAY_ASSIGN(const std::int64_t count, pickle::as_int64(outputs));
  if (count < 1) return base::invalid_argument("WRONG_SHAPE", fmt::format("{} outputs", count));
  return static_cast<std::size_t>(count);
}

base::Result<Emitted> classifier(Context& context, Attributes& state, const std::vector<Ref>& trees,
                                 const Value& in) {
  SLIPWAY_ASSIGN(const std::size_t outputs, count_outputs(state));
  if (outputs != 1) return context.unsupported(fmt::format("{} outputs of classes", outputs));
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(classes));
  SLIPWAY_ASSIGN(
      emitted.proba,
      add_trees(context, trees,
                {.width = emitted.classes->text.size(), .counts = context.version() < 10401}, in));
  // Of one class every row is of it; a Decide of one column would compare with a threshold.
  const double threshold =
      emitted.classes->text.size() == 1 ? std::numeric_limits<double>::infinity() : 0.5;
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(*emitted.proba, model::Decide{.threshold = threshold}, "predict"));
  return emitted;
}

base::Result<Emitted> regressor(Context& context, Attributes& state, const std::vector<Ref>& trees,
                                const Value& in) {
  SLIPWAY_ASSIGN(const std::size_t outputs, count_outputs(state));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, add_trees(context, trees, {.width = outputs}, in));
  emitted.predict_is_vector = outputs > 1;
  return emitted;
}

base::Result<std::vector<Ref>> many(Attributes& state) {
  SLIPWAY_ASSIGN(Ref estimators, state.need("estimators_"));
  return pickle::as_refs(estimators);
}

base::Result<Emitted> tree_classifier(Context& context, Attributes& state, const Value& in) {
  return classifier(context, state, {state.record()}, in);
}

base::Result<Emitted> tree_regressor(Context& context, Attributes& state, const Value& in) {
  return regressor(context, state, {state.record()}, in);
}

base::Result<Emitted> forest_classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto trees, many(state));
  return classifier(context, state, trees, in);
}

base::Result<Emitted> forest_regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto trees, many(state));
  return regressor(context, state, trees, in);
}

// Parameters and by-products of trees and forests that predicting does not need.
const Names kParameters = {"max_depth",
                           "min_samples_split",
                           "min_samples_leaf",
                           "min_weight_fraction_leaf",
                           "max_features",
                           "random_state",
                           "max_leaf_nodes",
                           "min_impurity_decrease",
                           "min_impurity_split",
                           "class_weight",
                           "ccp_alpha",
                           "presort",
                           "n_features_",
                           "max_features_",
                           "n_estimators",
                           "bootstrap",
                           "oob_score",
                           "n_jobs",
                           "verbose",
                           "warm_start",
                           "max_samples",
                           "estimator",
                           "estimator_",
                           "base_estimator",
                           "base_estimator_",
                           "estimator_params",
                           "oob_score_",
                           "oob_decision_function_",
                           "oob_prediction_",
                           "_n_samples",
                           "_n_samples_bootstrap",
                           "_sample_weight",
                           "n_classes_",
                           "criterion",
                           "splitter",
                           "monotonic_cst",
                           "min_density",
                           "compute_importances"};

}  // namespace

std::vector<Adapter> sklearn_tree_adapters() {
  return {
      {.package = "sklearn.tree",
       .classes = {"DecisionTreeClassifier", "ExtraTreeClassifier"},
       .convert = tree_classifier,
       .reads = {"n_outputs_", "classes_", "tree_"},
       .ignores = kParameters},
      {.package = "sklearn.tree",
       .classes = {"DecisionTreeRegressor", "ExtraTreeRegressor"},
       .convert = tree_regressor,
       .reads = {"n_outputs_", "tree_"},
       .ignores = kParameters},
      {.package = "sklearn.ensemble",
       .classes = {"RandomForestClassifier", "ExtraTreesClassifier"},
       .convert = forest_classifier,
       .reads = {"n_outputs_", "classes_", "estimators_"},
       .ignores = kParameters},
      {.package = "sklearn.ensemble",
       .classes = {"RandomForestRegressor", "ExtraTreesRegressor"},
       .convert = forest_regressor,
       .reads = {"n_outputs_", "estimators_"},
       .ignores = kParameters},
  };
}

}  // namespace slipway::format::sklearn
