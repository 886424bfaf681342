#include "format/treelite/trees.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

#include "format/treelite/values.h"

namespace slipway::format::treelite {
namespace {

using base::Result;
using base::Status;

// What a file may make more of than it holds: leaves spread over all columns, categories as bits.
constexpr std::size_t kSpreadMax = 1u << 24;
constexpr std::uint64_t kExactInFloat = 1u << 24;

// One tree, in the order in which its nodes are reached. x > t is x <= t with its children swapped,
// and x >= t is x < t; which of < and <= all nodes compare by the first one decides, the other moves
// its threshold by one step. x == t takes two nodes: first what is below t, then what is not above.
class TreeWriter {
 public:
  TreeWriter(const Header& header, const Columns& columns, const Tree& tree, std::size_t number,
             bool first, Trees& out)
      : header_(header),
        columns_(columns),
        tree_(tree),
        number_(number),
        choose_(first),
        forest_(out.forest) {
    const bool equality = std::ranges::any_of(
        tree.nodes, [](const TreeNode& node) { return node.compare == Operator::kEqual; });
    left_ = tree.nodes.size() * (equality ? 4 : 1);
  }

  Status run() {
    forest_.roots.push_back(static_cast<std::uint32_t>(forest_.nodes.size()));
    if (tree_.nodes.front().leaf) {
      SLIPWAY_ASSIGN(const std::int32_t leaf, add_leaf(0));
      forest_.nodes.push_back({.left = leaf, .right = leaf});
      return {};
    }
    open_.push_back({});
    for (; !open_.empty(); open_.pop_front()) {
      const Open at = open_.front();
      link(at, static_cast<std::int32_t>(forest_.nodes.size()));
      SLIPWAY_TRY(add_node(at));
    }
    return {};
  }

 private:
  // A node of the file to be written, and where its number goes.
  struct Open {
    std::size_t id = 0;
    std::int64_t parent = -1;
    bool left = false;
    bool second = false;  // the second node of x == t
  };

  void link(const Open& at, std::int32_t child) {
    if (at.parent < 0) return;
    model::Node& parent = forest_.nodes[static_cast<std::size_t>(at.parent)];
    (at.left ? parent.left : parent.right) = child;
  }

  Status bad_node(std::size_t id, const std::string& what) const {
    return bad(fmt::format("tree {}, node {}: {}", number_, id, what));
  }

  Status add_node(const Open& at) {
    const TreeNode& node = tree_.nodes[at.id];
    if (left_-- == 0) return bad_node(at.id, "is reached more than once");
    const auto self = static_cast<std::int64_t>(forest_.nodes.size());
    model::Node made{.feature = node.feature,
                     .default_left = node.default_left,
                     .missing = model::Missing::kNan};
    bool swapped = false;
    if (node.categorical) {
      made.categorical = true;
      SLIPWAY_ASSIGN(made.threshold, add_set(at.id));
      swapped = node.list_right;
    } else {
      SLIPWAY_ASSIGN(made.threshold, threshold(at, swapped));
    }
    if (node.compare == Operator::kEqual && !node.categorical) return add_equal(at, self, made);
    if (swapped) made.default_left = !made.default_left;
    forest_.nodes.push_back(made);
    SLIPWAY_TRY(add_child(node.left, self, !swapped));
    return add_child(node.right, self, swapped);
  }

  // Below t: right. Then, not above it: left.
  Status add_equal(const Open& at, std::int64_t self, model::Node made) {
    const TreeNode& node = tree_.nodes[at.id];
    if (at.second) {
      forest_.nodes.push_back(made);
      SLIPWAY_TRY(add_child(node.left, self, true));
      return add_child(node.right, self, false);
    }
    made.default_left = !node.default_left;
    forest_.nodes.push_back(made);
    SLIPWAY_TRY(add_child(node.right, self, true));
    open_.push_back({at.id, self, false, true});
    return {};
  }

  Status add_child(std::int32_t child, std::int64_t parent, bool left) {
    if (child < 0 || static_cast<std::size_t>(child) >= tree_.nodes.size())
      return bad(fmt::format("tree {}: there is no node {}", number_, child));
    const auto id = static_cast<std::size_t>(child);
    if (!tree_.nodes[id].leaf) return open_.push_back({id, parent, left, false}), Status();
    if (left_-- == 0) return bad_node(id, "is reached more than once");
    SLIPWAY_ASSIGN(const std::int32_t leaf, add_leaf(id));
    link({id, parent, left, false}, leaf);
    return {};
  }

  Result<double> threshold(const Open& at, bool& swapped) {
    const TreeNode& node = tree_.nodes[at.id];
    swapped = node.compare == Operator::kGreater || node.compare == Operator::kGreaterOrEqual;
    bool less = false;
    switch (node.compare) {
      case Operator::kLess:
      case Operator::kGreaterOrEqual:
        less = true;
        break;
      case Operator::kLessOrEqual:
      case Operator::kGreater:
        break;
      case Operator::kEqual:
        less = !at.second;
        break;
      default:
        return bad_node(at.id, fmt::format("operator {}", static_cast<int>(node.compare)));
    }
    if (choose_) {
      forest_.compare = less ? model::Compare::kLess : model::Compare::kLessOrEqual;
      choose_ = false;
    }
    if (less == (forest_.compare == model::Compare::kLess)) return node.value;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const double towards = less ? -kInfinity : kInfinity;
    if (node.value != towards) return std::nextafter(node.value, towards);
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("tree {}, node {}: an infinite threshold among others "
                                           "that are compared otherwise",
                                           number_, at.id));
  }

  // The number of the set. What the library can't meet in a number is left out.
  Result<double> add_set(std::size_t id) {
    const TreeNode& node = tree_.nodes[id];
    if (node.list_begin > node.list_end || node.list_end > tree_.category_list.size())
      return bad_node(id, "its categories are out of range");
    const bool wide = forest_.input == model::Element::kF64;
    model::CategorySet set{static_cast<std::uint32_t>(forest_.set_words.size()), 0};
    for (std::uint64_t i = node.list_begin; i < node.list_end; ++i) {
      const std::uint32_t category = tree_.category_list[i];
      if (!wide && category > kExactInFloat) continue;
      set.words = std::max(set.words, category / 32 + 1);
    }
    if (forest_.set_words.size() + set.words > kSpreadMax)
      return base::unimplemented("UNSUPPORTED_OPTION",
                                 fmt::format("tree {}, node {}: categories up to {}", number_, id,
                                             std::uint64_t{set.words} * 32 - 1));
    forest_.set_words.resize(forest_.set_words.size() + set.words);
    for (std::uint64_t i = node.list_begin; i < node.list_end; ++i) {
      const std::uint32_t category = tree_.category_list[i];
      if (category / 32 < set.words)
        forest_.set_words[set.begin + category / 32] |= 1u << (category % 32);
    }
    forest_.sets.push_back(set);
    return static_cast<double>(forest_.sets.size() - 1);
  }

  // A leaf of one value, or spread over the columns that its tree adds to: ~its number.
  Result<std::int32_t> add_leaf(std::size_t id) {
    const TreeNode& node = tree_.nodes[id];
    const auto wanted = static_cast<std::uint64_t>(header_.leaf_targets) *
                        static_cast<std::uint64_t>(header_.leaf_classes);
    std::vector<double> one = {node.value};
    const double* values = one.data();
    if (node.vector_begin != node.vector_end) {
      if (node.vector_begin > node.vector_end || node.vector_end > tree_.leaf_vector.size() ||
          node.vector_end - node.vector_begin != wanted)
        return bad_node(id, "its values are out of range");
      values = tree_.leaf_vector.data() + node.vector_begin;
    } else if (wanted != 1) {
      return bad_node(id, fmt::format("one value, wanted {}", wanted));
    }
    const std::size_t leaf = forest_.leaf_name.size();
    if (leaf >= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()) ||
        (wanted < forest_.leaf_width && forest_.leaves.size() > kSpreadMax))
      return base::resource_exhausted("TOO_LARGE", "too many leaves");
    forest_.leaf_name.push_back(static_cast<std::uint32_t>(id));
    if (forest_.leaf_width == 1)
      forest_.leaves.push_back(*values);
    else
      spread(values);
    return ~static_cast<std::int32_t>(leaf);
  }

  void spread(const double* values) {
    const std::size_t begin = forest_.leaves.size();
    forest_.leaves.resize(begin + forest_.leaf_width);
    const std::int32_t target = header_.target_id[number_], of_class = header_.class_id[number_];
    for (std::int32_t t = 0; t < header_.leaf_targets; ++t)
      for (std::int32_t c = 0; c < header_.leaf_classes; ++c) {
        const std::int32_t to = target < 0 ? t : target, k = of_class < 0 ? c : of_class;
        if (k < header_.num_class[static_cast<std::size_t>(to)])
          forest_.leaves[begin + columns_.at(to, k)] = values[t * header_.leaf_classes + c];
      }
  }

  const Header& header_;
  const Columns& columns_;
  const Tree& tree_;
  const std::size_t number_;
  bool choose_;  // the next comparison is the first of all
  model::Forest& forest_;
  std::deque<Open> open_;
  std::size_t left_ = 0;  // nodes and leaves that may still be written
};

// Whether the leaves of every tree have the shape of what it adds to.
Status check_shape(const Header& header) {
  const auto targets = static_cast<std::int32_t>(header.num_class.size());
  for (std::size_t t = 0; t < header.trees; ++t) {
    const std::int32_t target = header.target_id[t], of_class = header.class_id[t];
    if (header.leaf_targets != (target < 0 ? targets : 1) ||
        header.leaf_classes != (of_class < 0 ? header.classes_max() : 1))
      return bad(fmt::format("tree {} of target {}, class {} has leaves of {} x {}", t, target,
                             of_class, header.leaf_targets, header.leaf_classes));
    for (std::int32_t to = target < 0 ? 0 : target; to < (target < 0 ? targets : target + 1); ++to)
      if (of_class >= header.num_class[static_cast<std::size_t>(to)])
        return bad(fmt::format("tree {}: target {} has no class {}", t, to, of_class));
  }
  return {};
}

void count_adding(const Header& header, const Columns& columns, Trees& trees) {
  trees.adding.resize(columns.count());
  const auto targets = static_cast<std::int32_t>(header.num_class.size());
  std::vector<std::uint64_t> by_target(header.num_class.size());  // trees of all of its classes
  for (std::size_t t = 0; t < header.trees; ++t) {
    const std::int32_t target = header.target_id[t], of_class = header.class_id[t];
    for (std::int32_t to = target < 0 ? 0 : target; to < (target < 0 ? targets : target + 1); ++to)
      if (of_class < 0)
        ++by_target[static_cast<std::size_t>(to)];
      else
        ++trees.adding[columns.at(to, of_class)];
  }
  for (std::size_t to = 0; to < by_target.size(); ++to)
    for (std::uint32_t column = columns.begin[to]; column < columns.begin[to + 1]; ++column)
      trees.adding[column] += by_target[to];
}

}  // namespace

Columns::Columns(const Header& header) : begin{0} {
  for (const std::int32_t classes : header.num_class)
    begin.push_back(begin.back() + static_cast<std::uint32_t>(classes));
}

Result<Trees> read_trees(Window& window, const Header& header, const Columns& columns) {
  SLIPWAY_TRY(check_shape(header));
  Trees trees;
  count_adding(header, columns, trees);
  model::Forest& forest = trees.forest;
  forest.inputs = header.features;
  // Up to 3.9 rows are float32 whatever the trees are.
  forest.input = header.wide && header.major > 3 ? model::Element::kF64 : model::Element::kF32;
  const bool scalar = header.leaf_targets == 1 && header.leaf_classes == 1 &&
                      std::ranges::min(header.num_class) >= 1 &&
                      std::ranges::find(header.class_id, -1) == header.class_id.end() &&
                      std::ranges::find(header.target_id, -1) == header.target_id.end();
  forest.leaf_width = scalar ? 1 : columns.count();
  for (std::size_t t = 0; t < header.trees; ++t) {
    const std::uint64_t begin = window.offset();
    auto tree = read_tree(window, header);
    if (!tree.ok()) return tree.status().at(fmt::format("offset {}: tree {}", begin, t));
    const bool first = std::ranges::all_of(forest.nodes, &model::Node::is_leaf);
    SLIPWAY_TRY(TreeWriter(header, columns, *tree, t, first, trees).run());
    if (scalar && columns.count() > 1)
      trees.tree_output.push_back(columns.at(header.target_id[t], header.class_id[t]));
  }
  if (window.left() > 0)
    return bad(fmt::format("{} bytes after the last tree", window.left()))
        .at(fmt::format("offset {}", window.offset()));
  return trees;
}

}  // namespace slipway::format::treelite
