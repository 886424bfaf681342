#include "format/catboost/trees.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace slipway::format::catboost {
namespace {

using base::Result;
using base::Status;

constexpr std::int32_t kDepthMax = 24;  // CatBoost's is 16

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

class Reader {
 public:
  Reader(const Saved& saved, const Columns& columns, const TreesWanted& wanted)
      : saved_(saved), columns_(columns), wanted_(wanted) {
    out_.input = model::Element::kF32;
    out_.compare = model::Compare::kLessOrEqual;
    out_.inputs = static_cast<std::uint32_t>(columns.width);
    out_.leaf_width = wanted.outputs;
  }

  Result<model::Forest> read() {
    const bool symmetric = saved_.steps.empty();
    if (!symmetric &&
        (saved_.steps.size() != saved_.splits.size() || saved_.steps.size() != saved_.leaf.size()))
      return bad("nodes, splits and leaves are not of one number");
    for (std::size_t t = 0; t < saved_.sizes.size(); ++t) {
      const std::int32_t size = saved_.sizes[t];
      if (size < 0 || static_cast<std::size_t>(size) > saved_.splits.size() - at_)
        return bad(fmt::format("tree {} has {} splits", t, size));
      const bool is_wanted = t >= wanted_.begin && t < wanted_.end;
      SLIPWAY_TRY(symmetric ? symmetric_tree(size, is_wanted) : tree(size, is_wanted));
      at_ += static_cast<std::size_t>(size);
    }
    if (symmetric && leaf_ != saved_.leaves.size()) return bad("there are leaves without a tree");
    return std::move(out_);
  }

 private:
  std::size_t width() const { return static_cast<std::size_t>(saved_.outputs); }
  std::size_t leaves() const { return out_.leaves.size() / out_.leaf_width; }

  Status copy_leaves(std::size_t from, std::size_t count) {
    if (from > saved_.leaves.size() || count > (saved_.leaves.size() - from) / width())
      return bad("a tree's leaves are not there");
    for (std::size_t i = 0; i < count; ++i, from += width()) {
      const std::size_t to = out_.leaves.size();
      out_.leaves.resize(to + out_.leaf_width);
      for (std::size_t k = 0; k < width(); ++k)
        out_.leaves[to + (wanted_.output.empty() ? k : wanted_.output[k])] =
            saved_.leaves[from + k];
    }
    return {};
  }

  Status fill(std::int32_t split, model::Node& node) const {
    if (split < 0 || static_cast<std::size_t>(split) >= columns_.tests.size())
      return bad(fmt::format("there is no split {}", split));
    const Test& test = columns_.tests[static_cast<std::size_t>(split)];
    node.threshold = static_cast<double>(test.border);
    node.feature = test.column;
    node.missing = model::Missing::kNan;
    node.default_left = !test.nan_right;
    return {};
  }

  // The root tests the last split, so that the path, read as bits, is the number of the leaf.
  Status symmetric_tree(std::int32_t depth, bool is_wanted) {
    if (depth > kDepthMax) return bad(fmt::format("a tree of {} levels", depth));
    const std::size_t count = std::size_t{1} << depth;
    const std::size_t from = leaf_;
    if (count > (saved_.leaves.size() - leaf_) / width())
      return bad("a tree's leaves are not there");
    leaf_ += count * width();
    if (!is_wanted) return {};
    const auto first = static_cast<std::int32_t>(leaves());
    SLIPWAY_TRY(copy_leaves(from, count));
    const std::size_t root = out_.nodes.size();
    SLIPWAY_TRY(check_root(root + count));
    out_.roots.push_back(static_cast<std::uint32_t>(root));
    if (depth == 0) return out_.nodes.push_back({.left = ~first, .right = ~first}), Status();
    for (std::int32_t level = 0; level < depth; ++level)
      for (std::size_t i = 0; i < std::size_t{1} << level; ++i) {
        model::Node& node = out_.nodes.emplace_back();
        SLIPWAY_TRY(fill(saved_.splits[at_ + static_cast<std::size_t>(depth - 1 - level)], node));
        const std::size_t below = root + (std::size_t{2} << level) - 1 + 2 * i;
        const bool last = level + 1 == depth;
        node.left =
            last ? ~(first + static_cast<std::int32_t>(2 * i)) : static_cast<std::int32_t>(below);
        node.right = last ? ~(first + static_cast<std::int32_t>(2 * i + 1))
                          : static_cast<std::int32_t>(below + 1);
      }
    return {};
  }

  // The values of a tree's leaves stand together; a walk may end in a node on one side alone.
  Status tree(std::int32_t size, bool is_wanted) {
    if (!is_wanted) return {};
    const auto nodes = static_cast<std::size_t>(size);
    if (nodes == 0) return bad("a tree has no node");
    std::size_t least = std::numeric_limits<std::size_t>::max(), greatest = 0;
    for (std::size_t i = at_; i < at_ + nodes; ++i)
      if (saved_.steps[i].left == 0 || saved_.steps[i].right == 0) {
        least = std::min<std::size_t>(least, saved_.leaf[i]);
        greatest = std::max<std::size_t>(greatest, saved_.leaf[i]);
      }
    if (least > greatest || (greatest - least) / width() >= nodes)
      return bad("a tree's leaves do not stand together");
    first_leaf_ = leaves(), first_value_ = least;
    SLIPWAY_TRY(copy_leaves(least, (greatest - least) / width() + 1));
    const std::size_t root = out_.nodes.size();
    SLIPWAY_TRY(check_root(root + nodes));
    out_.roots.push_back(static_cast<std::uint32_t>(root));
    for (std::size_t i = 0; i < nodes; ++i) SLIPWAY_TRY(node(i, nodes));
    return {};
  }

  Status node(std::size_t i, std::size_t nodes) {
    const StepNode& step = saved_.steps[at_ + i];
    model::Node& node = out_.nodes.emplace_back();
    const std::size_t self = out_.nodes.size() - 1;
    if (step.left >= nodes - i || step.right >= nodes - i)
      return bad(fmt::format("node {} leads out of its tree", i));
    // Without any test, CatBoost does not walk.
    const bool left = step.left != 0 && !columns_.tests.empty();
    const bool right = step.right != 0 && !columns_.tests.empty();
    std::int32_t leaf = 0;
    if (!left || !right) {
      const std::size_t value = saved_.leaf[at_ + i] - first_value_;
      if (value % width() != 0 || value / width() >= leaves() - first_leaf_)
        return bad(fmt::format("the leaf of node {} is none", i));
      leaf = ~static_cast<std::int32_t>(first_leaf_ + value / width());
    }
    node.left = left ? static_cast<std::int32_t>(self + step.left) : leaf;
    node.right = right ? static_cast<std::int32_t>(self + step.right) : leaf;
    return node.is_leaf() ? Status() : fill(saved_.splits[at_ + i], node);
  }

  static Status check_root(std::size_t nodes) {
    if (nodes < std::size_t{1} << 31) return {};
    return base::resource_exhausted("TOO_LARGE", "the trees have more than 2^31 nodes");
  }

  const Saved& saved_;
  const Columns& columns_;
  const TreesWanted& wanted_;
  model::Forest out_;
  std::size_t at_ = 0;    // in splits
  std::size_t leaf_ = 0;  // in leaves, of symmetric trees
  std::size_t first_leaf_ = 0, first_value_ = 0;
};

}  // namespace

Result<model::Forest> read_trees(const Saved& saved, const Columns& columns,
                                 const TreesWanted& wanted) {
  if (saved.outputs < 1 || saved.outputs > std::int64_t{wanted.outputs})
    return bad(fmt::format("{} outputs", saved.outputs));
  return Reader(saved, columns, wanted).read();
}

}  // namespace slipway::format::catboost
