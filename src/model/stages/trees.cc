#include "model/stages/trees.h"

#include <fmt/format.h>

#include "model/stages/forest.h"
#include "model/stages/rules.h"

namespace slipway::model {
namespace {

base::Status check_walk(const ForestPtr& forest, const Inputs& in) {
  SLIPWAY_TRY(one_numeric({in[0]}));
  if (forest == nullptr) return bad("has no trees");
  SLIPWAY_TRY(want_size("inputs", forest->inputs, in[0]->width()));
  return check_forest(*forest);
}

std::string walk(const ForestPtr& forest) {
  if (forest == nullptr) return "no trees";
  return fmt::format("{} trees; {}(x) {} threshold", forest->roots.size(), name(forest->input),
                     forest->compare == Compare::kLess ? "<" : "<=");
}

base::Status check_start(const TreeEnsemble& op, const Inputs& in) {
  if (in.size() == 1) return {};
  if (in.size() != 2 || in[1]->sparse) return bad("takes rows, and where their sums start");
  SLIPWAY_TRY(want_size("start", in[1]->width(), op.outputs));
  for (const Element element : in[1]->columns)
    if (element != Element::kF64) return bad("sums start from float64 only");
  if (!op.base.empty()) return bad("sums start from two places");
  return {};
}

}  // namespace

base::Result<Block> check(const TreeEnsemble& op, const Inputs& in) {
  SLIPWAY_TRY(check_walk(op.forest, in));
  const Forest& forest = *op.forest;
  if (op.outputs == 0) return bad("has no output");
  SLIPWAY_TRY(want_columns(op.outputs));
  if (forest.leaf_width > 1 && forest.leaf_width != op.outputs)
    return bad("leaf vectors have another width than the output");
  SLIPWAY_TRY(want_size_or_none("base", op.base.size(), op.outputs));
  SLIPWAY_TRY(check_start(op, in));
  SLIPWAY_TRY(want_size_or_none("tree_output", op.tree_output.size(), forest.roots.size()));
  if (forest.leaf_width == 1 && op.outputs > 1 && op.tree_output.empty() && !forest.roots.empty())
    return bad("does not say which output a tree adds to");
  for (const std::uint32_t output : op.tree_output)
    if (output >= op.outputs) return bad("a tree adds to an output that there is not");
  if (op.accumulate != Element::kF64 && op.accumulate != Element::kF32)
    return bad("sums in no number");
  return same(op.accumulate, op.outputs);
}

base::Result<Block> check(const TreeLeaves& op, const Inputs& in) {
  if (in.size() != 1) return bad("takes one block");
  SLIPWAY_TRY(check_walk(op.forest, in));
  if (op.forest->roots.empty()) return bad("has no tree");
  SLIPWAY_TRY(want_columns(op.forest->roots.size()));
  return same(Element::kI64, op.forest->roots.size());
}

std::string contract(const TreeEnsemble& op) {
  return fmt::format("{}; {} in {} in tree order", walk(op.forest),
                     op.aggregate == Aggregate::kSum ? "sum" : "mean", name(op.accumulate));
}

std::string contract(const TreeLeaves& op) { return walk(op.forest) + "; the leaf of each tree"; }

}  // namespace slipway::model
