#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/limits.h"
#include "model/check_internal.h"

namespace slipway::model {
namespace {

base::Status bad(std::string what) { return base::invalid_argument("BAD_MODEL", std::move(what)); }

base::Status all_numeric(const Block& block) {
  for (const Element element : block.columns)
    if (element != Element::kF64 && element != Element::kF32)
      return bad("works on numbers, but is given something else");
  return {};
}

Block same(Element element, std::size_t width) {
  return Block{std::vector<Element>(width, element)};
}

base::Status want_size(const char* what, std::size_t size, std::size_t wanted) {
  if (size == wanted) return {};
  return bad(fmt::format("{} has {} values, wanted {}", what, size, wanted));
}
base::Status want_size_or_none(const char* what, std::size_t size, std::size_t wanted) {
  return size == 0 ? base::Status() : want_size(what, size, wanted);
}

// A block so wide is refused before there is memory for it.
base::Status want_columns(std::size_t columns) {
  if (columns <= base::kColumnsMax) return {};
  return bad(fmt::format("has {} columns, at most {}", columns, base::kColumnsMax));
}
base::Status no_index(const Block& block) {
  for (const Element element : block.columns)
    if (element == Element::kI64) return bad("looks up an index");
  return {};
}

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

// One member a family. `in` are the input blocks, at least one.
struct Check {
  const std::vector<const Block*>& in;
  const Block& first() const { return *in.front(); }

  base::Result<Block> operator()(const Gather& op) const {
    Block out;
    for (const auto& [input, column] : op.columns) {
      if (input >= in.size() || column >= in[input]->width())
        return bad(fmt::format("takes column {} of input {}, which has fewer", column, input));
      out.columns.push_back(in[input]->columns[column]);
    }
    if (out.columns.empty()) return bad("takes no column");
    return out;
  }

  base::Result<Block> operator()(const Cast& op) const {
    for (const Element element : first().columns)
      if (element == Element::kString || op.to == Element::kString) return bad("text is not cast");
    return same(op.to, first().width());
  }

  base::Result<Block> operator()(const Scale& op) const {
    SLIPWAY_TRY(all_numeric(first()));
    const std::size_t width = first().width();
    SLIPWAY_TRY(want_size_or_none("offset", op.offset.size(), width));
    SLIPWAY_TRY(want_size_or_none("divisor", op.divisor.size(), width));
    SLIPWAY_TRY(want_size_or_none("factor", op.factor.size(), width));
    SLIPWAY_TRY(want_size_or_none("addend", op.addend.size(), width));
    if (std::isnan(op.clip_min) || std::isnan(op.clip_max)) return bad("clips at NaN");
    return first();
  }

  base::Result<Block> operator()(const Impute& op) const {
    const std::size_t width = first().width();
    SLIPWAY_TRY(want_size("fill", op.fill.size(), width));
    if (!std::ranges::is_sorted(op.dropped)) return bad("dropped columns are not in order");
    Block out;
    for (std::uint32_t j = 0; j < width; ++j) {
      if (first().columns[j] == Element::kI64) return bad("imputes an index");
      const bool text = first().columns[j] == Element::kString;
      const auto kind = op.fill[j].kind;
      if (kind != Category::Kind::kMissing && (kind == Category::Kind::kString) != text)
        return bad(fmt::format("fills column {} with another kind of value", j));
      if (!std::ranges::binary_search(op.dropped, j)) out.columns.push_back(first().columns[j]);
    }
    for (const std::uint32_t j : op.indicators) {
      if (j >= width) return bad(fmt::format("indicates column {} of {}", j, width));
      out.columns.push_back(Element::kF64);
    }
    if (out.columns.empty()) return bad("leaves no column");
    return out;
  }

  base::Result<Block> operator()(const OneHot& op) const {
    SLIPWAY_TRY(no_index(first()));
    SLIPWAY_TRY(want_size("columns", op.columns.size(), first().width()));
    std::size_t slots = 0;
    for (const OneHot::Column& column : op.columns) {
      SLIPWAY_TRY(want_size("slot", column.slot.size(), column.categories.size()));
      if (column.slots < 0 || column.unknown_slot >= column.slots)
        return bad("a slot out of range");
      for (const std::int32_t slot : column.slot)
        if (slot < OneHot::kNoSlot || slot >= column.slots) return bad("a slot out of range");
      slots += static_cast<std::size_t>(column.slots);
    }
    if (slots == 0) return bad("leaves no column");
    SLIPWAY_TRY(want_columns(slots));
    return same(Element::kF64, slots);
  }

  base::Result<Block> operator()(const Ordinal& op) const {
    SLIPWAY_TRY(no_index(first()));
    SLIPWAY_TRY(want_size("columns", op.columns.size(), first().width()));
    for (const Ordinal::Column& column : op.columns)
      SLIPWAY_TRY(want_size("code", column.code.size(), column.categories.size()));
    return same(Element::kF64, first().width());
  }

  base::Result<Block> operator()(const Linear& op) const {
    SLIPWAY_TRY(all_numeric(first()));
    SLIPWAY_TRY(want_size("inputs", op.inputs, first().width()));
    if (op.intercept.empty()) return bad("has no output");
    SLIPWAY_TRY(want_size("coef", op.coef.size(), op.intercept.size() * op.inputs));
    return same(Element::kF64, op.intercept.size());
  }

  base::Result<Block> operator()(const Link& op) const {
    SLIPWAY_TRY(all_numeric(first()));
    for (const Element element : first().columns)
      if (element != first().columns[0]) return bad("works on float32 or float64, not on both");
    const bool pairs = op.kind == LinkKind::kOneMinus || op.kind == LinkKind::kNegatePair;
    if (!pairs) return first();
    SLIPWAY_TRY(want_size("input", first().width(), 1));
    return same(first().columns[0], 2);
  }

  base::Result<Block> operator()(const Decide&) const {
    SLIPWAY_TRY(all_numeric(first()));
    return same(Element::kI64, 1);
  }

  base::Result<Block> operator()(const Require&) const { return first(); }

  base::Result<Block> operator()(const TreeEnsemble& op) const {
    SLIPWAY_TRY(all_numeric(first()));
    SLIPWAY_TRY(want_size("inputs", op.inputs, first().width()));
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
};

}  // namespace

base::Result<Block> check_stage(const Op& op, const std::vector<const Block*>& inputs) {
  if (!std::holds_alternative<Gather>(op) && inputs.size() != 1) return bad("takes one block");
  return std::visit(Check{inputs}, op);
}

bool reads_input(const Stage& stage, std::size_t column) {
  const auto* gather = std::get_if<Gather>(&stage.op);
  for (std::size_t i = 0; i < stage.inputs.size(); ++i) {
    if (stage.inputs[i] != 0) continue;
    if (gather == nullptr) return true;
    for (const Gather::From& from : gather->columns)
      if (from.input == i && from.column == column) return true;
  }
  return false;
}

}  // namespace slipway::model
