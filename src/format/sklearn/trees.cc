#include "format/sklearn/trees.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/pairwise_sum.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/forest.h"
#include "model/stages/link.h"
#include "model/stages/trees.h"

namespace slipway::format::sklearn {
namespace {

using model::Forest;
using model::Missing;
using model::Node;
using model::TreeEnsemble;

constexpr std::string_view kNodeFields[] = {"left_child",
                                            "right_child",
                                            "feature",
                                            "threshold",
                                            "impurity",
                                            "n_node_samples",
                                            "weighted_n_node_samples",
                                            "missing_go_to_left"};
constexpr std::string_view kTreeState[] = {"max_depth", "node_count", "nodes", "values"};

base::Status unknown(std::string_view what, std::string_view name) {
  return base::unimplemented("UNKNOWN_ATTRIBUTE",
                             fmt::format("{} {}, which Slipway does not know", what, name));
}

base::Status read_nodes(Ref nodes, FittedTree& tree) {
  const auto fields = pickle::field_names(nodes);
  for (const std::string& field : fields)
    if (std::ranges::find(kNodeFields, field) == std::end(kNodeFields))
      return unknown("the nodes of a tree have the field", field);
  SLIPWAY_ASSIGN(tree.left, pickle::field_int64s(nodes, "left_child"));
  SLIPWAY_ASSIGN(tree.right, pickle::field_int64s(nodes, "right_child"));
  SLIPWAY_ASSIGN(tree.feature, pickle::field_int64s(nodes, "feature"));
  SLIPWAY_ASSIGN(tree.threshold, pickle::field_doubles(nodes, "threshold"));
  SLIPWAY_ASSIGN(tree.samples, pickle::field_int64s(nodes, "n_node_samples"));
  tree.knows_missing = std::ranges::find(fields, "missing_go_to_left") != fields.end();
  tree.missing_left.assign(tree.size(), 0);
  if (tree.knows_missing) {
    SLIPWAY_ASSIGN(tree.missing_left, pickle::field_int64s(nodes, "missing_go_to_left"));
  }
  return {};
}

base::Status read_values(Ref values, FittedTree& tree) {
  SLIPWAY_ASSIGN(const auto shape, pickle::shape_of(values));
  if (shape.size() != 3 || std::cmp_not_equal(shape[0], tree.size()) || shape[1] < 1 ||
      shape[2] < 1)
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("a tree of {} nodes has other values", tree.size()));
  tree.targets = static_cast<std::size_t>(shape[1]);
  tree.classes = static_cast<std::size_t>(shape[2]);
  SLIPWAY_ASSIGN(tree.values, pickle::as_doubles(values));
  return {};
}

}  // namespace

base::Result<FittedTree> read_tree(Ref estimator) {
  Ref tree = pickle::attribute(estimator, "tree_");
  if (is_none(tree) || pickle::record_class(tree) != "sklearn.tree._tree.Tree")
    return base::invalid_argument("MISSING_ATTRIBUTE", "a tree that was not fitted");
  SLIPWAY_ASSIGN(const auto held, pickle::attributes(tree));
  for (const auto& [attribute, value] : held)
    if (std::ranges::find(kTreeState, attribute) == std::end(kTreeState))
      return unknown("a tree has the attribute", attribute);
  FittedTree fitted;
  SLIPWAY_TRY(read_nodes(pickle::attribute(tree, "nodes"), fitted));
  SLIPWAY_TRY(read_values(pickle::attribute(tree, "values"), fitted));
  return fitted;
}

void reserve_trees(const std::vector<Ref>& estimators, std::uint32_t leaf_width,
                   model::Forest& forest) {
  std::set<Ref> counted;  // a file may name one tree a million times
  std::size_t nodes = 0;
  for (Ref estimator : estimators) {
    Ref tree = pickle::attribute(estimator, "tree_");
    Ref held = is_none(tree) ? nullptr : pickle::attribute(tree, "nodes");
    const auto shape = pickle::shape_of(held);
    if (shape.ok() && shape->size() == 1 && counted.insert(held).second)
      nodes += static_cast<std::size_t>((*shape)[0]);
  }
  const std::size_t leaves = nodes / 2 + counted.size();
  forest.nodes.reserve(leaves);
  forest.leaf_name.reserve(leaves);
  forest.leaves.reserve(leaves * leaf_width);
}

base::Result<FittedTree> read_inner_tree(const Context& context, Ref estimator,
                                         std::string_view name) {
  SLIPWAY_ASSIGN(const Inner inner, context.enter(estimator, name));
  auto fitted = read_tree(estimator);
  if (!fitted.ok()) return fitted.status().at(inner.context.path());
  if (auto status = inner.finish(); !status.ok()) return status.at(inner.context.path());
  return fitted;
}

// Leaves are links of their parents, and no nodes, but for the root of a tree that is nothing else.
void append_tree(const FittedTree& tree, const LeafOf& leaf, model::Forest& forest) {
  std::vector<std::int32_t> link(tree.size());
  auto inner = static_cast<std::int32_t>(forest.nodes.size());
  forest.roots.push_back(static_cast<std::uint32_t>(inner));
  for (std::size_t i = 0; i < tree.size(); ++i) {
    if (!tree.is_leaf(i)) {
      link[i] = inner++;
      continue;
    }
    link[i] = ~static_cast<std::int32_t>(forest.leaf_count());
    leaf(i, forest.leaves);
    forest.leaf_name.push_back(static_cast<std::uint32_t>(i));
  }
  if (tree.size() > 0 && tree.is_leaf(0))
    forest.nodes.push_back({.left = link[0], .right = link[0]});
  // A child that is not there leads to the root of the first tree: check_forest() refuses it.
  const auto child = [&](std::int64_t node) {
    return std::cmp_less(node, tree.size()) ? link[static_cast<std::size_t>(node)] : 0;
  };
  for (std::size_t i = 0; i < tree.size(); ++i)
    if (!tree.is_leaf(i))
      forest.nodes.push_back({.threshold = tree.threshold[i],
                              .left = child(tree.left[i]),
                              .right = tree.right[i] < 0 ? 0 : child(tree.right[i]),
                              .feature = static_cast<std::uint32_t>(tree.feature[i]),
                              .default_left = tree.missing_left[i] != 0,
                              .missing = tree.knows_missing ? Missing::kNan : Missing::kNever});
}

namespace {

// The targets of a model, and where each has its columns in a leaf.
struct Targets {
  std::vector<std::size_t> width;  // by target: its classes, or 1
  std::size_t total() const { return std::accumulate(width.begin(), width.end(), std::size_t{0}); }
};

// Puts the classes of one node into a leaf: as they are, or (before 1.4.1 they are counts) as
// fractions. Returns whether the greatest of a target is still the first greatest: rounding may make
// two counts equal.
bool put_classes(const FittedTree& tree, std::size_t node, const Targets& targets, bool counts,
                 std::vector<double>& out) {
  bool same_order = true;
  for (std::size_t target = 0; target < targets.width.size(); ++target) {
    const double* value = tree.values.data() + (node * tree.targets + target) * tree.classes;
    const std::size_t width = targets.width[target], first = out.size();
    double sum = 1;
    if (counts) sum = base::pairwise_sum([value](std::size_t k) { return value[k]; }, 0, width);
    for (std::size_t k = 0; k < width; ++k) out.push_back(sum == 0 ? value[k] : value[k] / sum);
    same_order = same_order &&
                 std::max_element(value, value + width) - value ==
                     std::max_element(out.begin() + static_cast<std::ptrdiff_t>(first), out.end()) -
                         out.begin() - static_cast<std::ptrdiff_t>(first);
  }
  return same_order;
}

struct ReadForest {
  std::shared_ptr<Forest> forest;
  bool same_order = true;  // of every leaf, as put_classes() says
};

// `classes`: false of a regressor, whose targets are one number each.
base::Result<ReadForest> read_forest(Context& context, const std::vector<Ref>& trees,
                                     const Targets& targets, bool classes, bool counts,
                                     std::size_t inputs) {
  ReadForest read;
  read.forest = std::make_shared<Forest>();
  read.forest->input = model::Element::kF32;
  read.forest->inputs = static_cast<std::uint32_t>(inputs);
  read.forest->leaf_width = static_cast<std::uint32_t>(targets.total());
  const std::size_t widest = *std::ranges::max_element(targets.width);
  reserve_trees(trees, read.forest->leaf_width, *read.forest);
  for (std::size_t t = 0; t < trees.size(); ++t) {
    const std::string name = fmt::format("estimators_[{}]", t);
    const bool itself = pickle::record_class(trees[t]) == context.origin();
    SLIPWAY_ASSIGN(const FittedTree tree,
                   itself ? read_tree(trees[t]) : read_inner_tree(context, trees[t], name));
    if (tree.targets != targets.width.size() || tree.classes != widest)
      return base::invalid_argument(
                 "WRONG_SHAPE",
                 fmt::format("a tree has {} targets of up to {} classes, wanted {} of up to {}",
                             tree.targets, tree.classes, targets.width.size(), widest))
          .at(name);
    append_tree(
        tree,
        [&](std::size_t node, std::vector<double>& out) {
          if (classes)
            read.same_order = put_classes(tree, node, targets, counts, out) && read.same_order;
          else
            out.insert(
                out.end(), tree.values.begin() + static_cast<std::ptrdiff_t>(node * tree.targets),
                tree.values.begin() + static_cast<std::ptrdiff_t>((node + 1) * tree.targets));
        },
        *read.forest);
  }
  return read;
}

bool is_ensemble(const Context& context) {
  return context.origin().find(".ensemble.") != std::string::npos;
}

// The stage that adds a forest up.
base::Result<ValueId> add_forest(Context& context, const Value& in, model::ForestPtr forest,
                                 std::string_view part = {}) {
  TreeEnsemble op;
  op.aggregate = is_ensemble(context) ? model::Aggregate::kMean : model::Aggregate::kSum;
  op.outputs = forest->leaf_width;
  op.forest = std::move(forest);
  return context.add(in, std::move(op), part);
}

base::Result<std::size_t> count_targets(Attributes& state) {
  Ref targets = state.get("n_outputs_");
  if (is_none(targets)) return std::size_t{1};
  SLIPWAY_ASSIGN(const std::int64_t count, pickle::as_int64(targets));
  if (count < 1 || count > base::kColumnsMax)
    return base::invalid_argument("WRONG_SHAPE", fmt::format("{} targets", count));
  return static_cast<std::size_t>(count);
}

base::Result<std::vector<model::Labels>> read_targets(Attributes& state) {
  SLIPWAY_ASSIGN(const std::size_t count, count_targets(state));
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  std::vector<model::Labels> labels;
  if (count == 1) {
    SLIPWAY_ASSIGN(labels.emplace_back(), read_labels(classes));
    return labels;
  }
  SLIPWAY_ASSIGN(const auto by_target, pickle::as_refs(classes));
  if (by_target.size() != count)
    return base::invalid_argument(
        "WRONG_SHAPE", fmt::format("classes of {} targets, wanted {}", by_target.size(), count));
  for (Ref target : by_target) {
    SLIPWAY_ASSIGN(labels.emplace_back(), read_labels(target));
  }
  return labels;
}

}  // namespace

base::Result<Emitted> forest_of_classes(Context& context, Attributes& state,
                                        const std::vector<Ref>& trees, const Value& in) {
  SLIPWAY_ASSIGN(auto labels, read_targets(state));
  Targets targets;
  for (const auto& target : labels) targets.width.push_back(target.text.size());
  if (std::ranges::find(targets.width, std::size_t{0}) != targets.width.end())
    return base::invalid_argument("WRONG_SHAPE", "there are no classes");
  const bool counts = context.version() < 10401;
  SLIPWAY_ASSIGN(const ReadForest read,
                 read_forest(context, trees, targets, true, counts, in.width()));
  SLIPWAY_ASSIGN(const Value checked,
                 context.require(in, model::Element::kF32, takes_nan(context, trees.front())));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.proba, add_forest(context, checked, read.forest));
  // A tree decides on what is in its leaves, a forest on the mean of the fractions.
  ValueId scores = *emitted.proba;
  if (!is_ensemble(context) && !read.same_order) {
    SLIPWAY_ASSIGN(const ReadForest raw,
                   read_forest(context, trees, targets, true, false, in.width()));
    SLIPWAY_ASSIGN(scores, add_forest(context, checked, raw.forest, "counts"));
  }
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, scores, targets.width));
  SLIPWAY_ASSIGN(emitted.log_proba,
                 context.add(*emitted.proba, model::Link{model::LinkKind::kLog, 1}, "log"));
  SLIPWAY_ASSIGN(emitted.leaves, context.add(checked, model::TreeLeaves{read.forest}, "leaves"));
  emitted.leaves_is_vector = is_ensemble(context);
  if (labels.size() == 1)
    emitted.classes = std::move(labels[0]);
  else
    emitted.target_classes = std::move(labels);
  return emitted;
}

base::Result<Emitted> forest_of_numbers(Context& context, Attributes& state,
                                        const std::vector<Ref>& trees, const Value& in) {
  SLIPWAY_ASSIGN(const std::size_t count, count_targets(state));
  const Targets targets{std::vector<std::size_t>(count, 1)};
  SLIPWAY_ASSIGN(const ReadForest read,
                 read_forest(context, trees, targets, false, false, in.width()));
  SLIPWAY_ASSIGN(const Value checked,
                 context.require(in, model::Element::kF32, takes_nan(context, trees.front())));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, add_forest(context, checked, read.forest));
  emitted.predict_is_vector = count > 1;
  SLIPWAY_ASSIGN(emitted.leaves, context.add(checked, model::TreeLeaves{read.forest}, "leaves"));
  emitted.leaves_is_vector = is_ensemble(context);
  return emitted;
}

// Until 1.9 the criterion must know missing values, and until 1.6 the splitter too; from then on an
// extra tree takes them only with the splitter that it has by itself.
bool allows_nan(const Context& context, Ref tree) {
  const int version = context.version();
  const auto text = [tree](const char* name) {
    Ref value = pickle::attribute(tree, name);
    return value != nullptr && value->tag == pickle::Tag::kString ? value->text
                                                                  : std::string_view();
  };
  const std::string name = pickle::record_class(tree);
  const bool extra = name.find(".ExtraTree") != std::string::npos;
  const bool forest =
      name.find("Forest") != std::string::npos || name.find("ExtraTrees") != std::string::npos;
  if (version < (forest ? 10400 : 10300)) return false;
  const std::string_view splitter = !forest ? text("splitter") : extra ? "random" : "best";
  if (version < 10600 ? splitter != "best" : extra && splitter != "random") return false;
  if (version >= 10900) return true;
  static constexpr std::string_view kKnown[] = {"gini",          "log_loss",     "entropy",
                                                "squared_error", "friedman_mse", "poisson"};
  return std::ranges::find(kKnown, text("criterion")) != std::end(kKnown);
}

// Forests ask their trees from 1.4 on. What the tree says of itself leaves monotonic_cst out.
bool takes_nan(const Context& context, Ref tree) {
  const int version = context.version();
  const std::string_view origin = context.origin();
  const bool forest = origin.find("Forest") != std::string_view::npos ||
                      origin.find("ExtraTrees") != std::string_view::npos ||
                      origin.find("RandomTrees") != std::string_view::npos;
  if (forest && version < 10400) return false;
  if (version < 10900 && !is_none(pickle::attribute(tree, "monotonic_cst"))) return false;
  return allows_nan(context, tree);
}

base::Result<std::vector<Ref>> trees_of(Attributes& state) {
  SLIPWAY_ASSIGN(Ref estimators, state.need("estimators_"));
  SLIPWAY_ASSIGN(auto trees, pickle::as_refs(estimators));
  if (trees.empty())
    return base::invalid_argument("MISSING_ATTRIBUTE", "there are no trees")
        .remedy("fit the estimator before it is saved");
  return trees;
}

}  // namespace slipway::format::sklearn
