#include "model/stages/trees.h"

#include <cmath>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

bool child_ok(std::int32_t child, std::size_t parent, std::size_t end, std::size_t leaves) {
  if (child < 0) return static_cast<std::size_t>(~child) < leaves;
  return static_cast<std::size_t>(child) > parent && static_cast<std::size_t>(child) < end;
}

base::Status check_tree(const TreeEnsemble& op, std::size_t tree) {
  const std::size_t begin = op.roots[tree];
  const std::size_t end = tree + 1 < op.roots.size() ? op.roots[tree + 1] : op.nodes.size();
  const std::size_t leaves = op.leaves.size() / op.leaf_width;
  if (begin >= end || end > op.nodes.size())
    return bad(fmt::format("tree {} is out of range", tree));
  for (std::size_t i = begin; i < end; ++i) {
    const Node& node = op.nodes[i];
    const std::string where = fmt::format("tree {}, node {}: ", tree, i - begin);
    if (!child_ok(node.left, i, end, leaves) || !child_ok(node.right, i, end, leaves))
      return bad(where + "a child out of range");
    if (node.left < 0 && node.left == node.right) continue;  // a leaf
    if (node.feature >= op.inputs)
      return bad(fmt::format("{}feature {} of {}", where, node.feature, op.inputs));
    if (node.categorical && node.category_set >= op.sets.size())
      return bad(where + "a category set out of range");
    if (!node.categorical && std::isnan(node.threshold)) return bad(where + "the threshold is NaN");
  }
  return {};
}

base::Status check_parts(const TreeEnsemble& op) {
  for (const CategorySet& set : op.sets)
    if (set.begin > op.set_words.size() || set.words > op.set_words.size() - set.begin)
      return bad("a category set out of range");
  for (const LeafModel& leaf : op.leaf_models) {
    SLIPWAY_TRY(want_size("leaf coef", leaf.coef.size(), leaf.features.size()));
    for (const std::uint32_t feature : leaf.features)
      if (feature >= op.inputs) return bad("a leaf's model reads a feature that there is not");
  }
  for (std::size_t tree = 0; tree < op.roots.size(); ++tree) SLIPWAY_TRY(check_tree(op, tree));
  return {};
}

}  // namespace

base::Result<Block> check(const TreeEnsemble& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  SLIPWAY_TRY(want_size("inputs", op.inputs, in[0]->width()));
  if (op.outputs == 0 || op.leaf_width == 0) return bad("has no output");
  SLIPWAY_TRY(want_columns(op.outputs));
  if (op.leaf_width > 1 && op.leaf_width != op.outputs)
    return bad("leaf vectors have another width than the output");
  SLIPWAY_TRY(want_size_or_none("base", op.base.size(), op.outputs));
  SLIPWAY_TRY(want_size_or_none("tree_output", op.tree_output.size(), op.roots.size()));
  if (op.leaf_width == 1 && op.outputs > 1 && op.tree_output.empty() && !op.roots.empty())
    return bad("does not say which output a tree adds to");
  for (const std::uint32_t output : op.tree_output)
    if (output >= op.outputs) return bad("a tree adds to an output that there is not");
  if (op.leaves.size() % op.leaf_width != 0) return bad("leaves are cut off");
  SLIPWAY_TRY(want_size_or_none("leaf_models", op.leaf_models.size(), op.leaves.size()));
  if (op.accumulate != Element::kF64 && op.accumulate != Element::kF32)
    return bad("sums in no number");
  SLIPWAY_TRY(check_parts(op));
  return same(op.accumulate, op.outputs);
}

std::string contract(const TreeEnsemble& op) {
  return fmt::format("{} trees; {}(x) {} threshold; {} in {} in tree order", op.roots.size(),
                     name(op.input), op.compare == Compare::kLess ? "<" : "<=",
                     op.aggregate == Aggregate::kSum ? "sum" : "mean", name(op.accumulate));
}

}  // namespace slipway::model
