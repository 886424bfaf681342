#include "model/stages/forest.h"

#include <cmath>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

bool child_ok(std::int32_t child, std::size_t parent, std::size_t end, std::size_t leaves) {
  if (child < 0) return static_cast<std::size_t>(~child) < leaves;
  return static_cast<std::size_t>(child) > parent && static_cast<std::size_t>(child) < end;
}

// What is wrong with a node, or "". One of millions: a text is made only of a bad one.
std::string fault(const Forest& forest, std::size_t i, std::size_t end, std::size_t leaves) {
  const Node& node = forest.nodes[i];
  if (!child_ok(node.left, i, end, leaves) || !child_ok(node.right, i, end, leaves))
    return "a child out of range";
  if (node.is_leaf()) return {};
  if (node.feature >= forest.inputs)
    return fmt::format("feature {} of {}", node.feature, forest.inputs);
  if (node.categorical &&
      !(node.threshold >= 0 && node.threshold < static_cast<double>(forest.sets.size())))
    return "a category set out of range";
  if (!node.categorical && std::isnan(node.threshold)) return "the threshold is NaN";
  return {};
}

base::Status check_tree(const Forest& forest, std::size_t tree) {
  const std::size_t begin = forest.roots[tree];
  const std::size_t end =
      tree + 1 < forest.roots.size() ? forest.roots[tree + 1] : forest.nodes.size();
  if (begin >= end || end > forest.nodes.size())
    return bad(fmt::format("tree {} is out of range", tree));
  const std::size_t leaves = forest.leaf_count();
  for (std::size_t i = begin; i < end; ++i)
    if (const std::string what = fault(forest, i, end, leaves); !what.empty())
      return bad(fmt::format("tree {}, node {}: {}", tree, i - begin, what));
  return {};
}

base::Status check_leaves(const Forest& forest) {
  if (forest.leaf_width == 0) return bad("leaves have no value");
  if (forest.leaves.size() % forest.leaf_width != 0) return bad("leaves are cut off");
  const auto by_leaf = [&forest](const char* what, std::size_t size) -> base::Status {
    if (size == 0 || size == forest.leaf_count()) return {};
    return bad(fmt::format("{} has {} values, wanted {}", what, size, forest.leaf_count()));
  };
  SLIPWAY_TRY(by_leaf("leaf_name", forest.leaf_name.size()));
  SLIPWAY_TRY(by_leaf("leaf_models", forest.leaf_models.size()));
  for (const LeafModel& leaf : forest.leaf_models) {
    if (leaf.coef.size() != leaf.features.size())
      return bad(fmt::format("leaf coef has {} values, wanted {}", leaf.coef.size(),
                             leaf.features.size()));
    for (const std::uint32_t feature : leaf.features)
      if (feature >= forest.inputs) return bad("a leaf's model reads a feature that there is not");
  }
  return {};
}

}  // namespace

base::Status check_forest(const Forest& forest) {
  SLIPWAY_TRY(check_leaves(forest));
  for (const CategorySet& set : forest.sets)
    if (set.begin > forest.set_words.size() || set.words > forest.set_words.size() - set.begin)
      return bad("a category set out of range");
  for (std::size_t tree = 0; tree < forest.roots.size(); ++tree)
    SLIPWAY_TRY(check_tree(forest, tree));
  return {};
}

}  // namespace slipway::model
