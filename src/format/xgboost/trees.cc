#include "format/xgboost/trees.h"

#include <algorithm>

#include <fmt/format.h>

namespace slipway::format::xgboost {
namespace {

using base::Result;
using base::Status;
using model::Forest;

constexpr std::size_t kSetWordsMax = 64u << 20;   // 256 MiB of category sets in one model
constexpr std::int64_t kCategoriesMax = 1 << 24;  // XGBoost's own bound

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

// The arrays of one tree, by node.
struct Arrays {
  std::vector<std::int64_t> left, right, feature, default_left, categorical;
  std::vector<double> value;  // a threshold, or the value of a leaf
};

Result<std::vector<double>> doubles(const Node& tree, const char* name, std::size_t count) {
  SLIPWAY_ASSIGN(const Node* node, tree.need(name));
  auto values = node->doubles(count);
  if (!values.ok()) return values.status().at(name);
  return values;
}

Result<std::vector<std::int64_t>> integers(const Node& tree, const char* name, std::size_t count) {
  SLIPWAY_ASSIGN(const Node* node, tree.need(name));
  auto values = node->integers(count);
  if (!values.ok()) return values.status().at(name);
  return values;
}

Result<Arrays> read_arrays(const Node& tree) {
  SLIPWAY_ASSIGN(const Node* left, tree.need("left_children"));
  const std::size_t count = left->size();
  if (count == 0) return bad("has no nodes");
  Arrays arrays;
  SLIPWAY_ASSIGN(arrays.left, integers(tree, "left_children", count));
  SLIPWAY_ASSIGN(arrays.right, integers(tree, "right_children", count));
  SLIPWAY_ASSIGN(arrays.feature, integers(tree, "split_indices", count));
  SLIPWAY_ASSIGN(arrays.value, doubles(tree, "split_conditions", count));
  SLIPWAY_ASSIGN(arrays.default_left, integers(tree, "default_left", count));
  arrays.categorical.resize(count, 0);
  if (tree.find("split_type") != nullptr) {
    SLIPWAY_ASSIGN(arrays.categorical, integers(tree, "split_type", count));
  }
  return arrays;
}

// The category sets of one tree: by node, an index into `out.sets`. categories_nodes[i] has the
// categories_sizes[i] values from categories_segments[i] on.
Status add_sets(const Node& tree, std::vector<std::int64_t>& set_of_node, Forest& out) {
  const Node* nodes = tree.find("categories_nodes");
  if (nodes == nullptr || nodes->size() == 0) return {};
  const std::size_t count = nodes->size();
  SLIPWAY_ASSIGN(const auto node, integers(tree, "categories_nodes", count));
  SLIPWAY_ASSIGN(const auto begin, integers(tree, "categories_segments", count));
  SLIPWAY_ASSIGN(const auto size, integers(tree, "categories_sizes", count));
  SLIPWAY_ASSIGN(const Node* all, tree.need("categories"));
  SLIPWAY_ASSIGN(const auto values, integers(tree, "categories", all->size()));
  for (std::size_t i = 0; i < count; ++i) {
    if (node[i] < 0 || std::cmp_greater_equal(node[i], set_of_node.size()))
      return bad("categories_nodes names a node that is not there");
    if (begin[i] < 0 || size[i] < 0 || std::cmp_greater(begin[i] + size[i], values.size()))
      return bad("categories_segments is out of range");
    const auto first = values.begin() + begin[i];
    const auto last = first + size[i];
    const std::int64_t greatest = size[i] == 0 ? 0 : *std::max_element(first, last);
    if (greatest >= kCategoriesMax ||
        std::any_of(first, last, [](std::int64_t c) { return c < 0; }))
      return bad("a category is out of range");
    const auto words = static_cast<std::size_t>(greatest / 32 + 1);
    const std::size_t at = out.set_words.size();
    if (at + words > kSetWordsMax)
      return base::resource_exhausted("TOO_LARGE", "the sets of categories take more than 256 MiB");
    out.set_words.resize(at + words, 0);
    for (auto c = first; c != last; ++c)
      out.set_words[at + static_cast<std::size_t>(*c / 32)] |= 1u << (*c % 32);
    set_of_node[static_cast<std::size_t>(node[i])] = static_cast<std::int64_t>(out.sets.size());
    out.sets.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(words)});
  }
  return {};
}

// Copies the nodes that can be reached from the root, parents before children: a file may hold
// others (pruned ones), and may have them in any order.
class Copier {
 public:
  Copier(const Arrays& arrays, const std::vector<std::int64_t>& set_of_node, float weight,
         Forest& out)
      : arrays_(arrays),
        set_of_node_(set_of_node),
        weight_(weight),
        out_(out),
        seen_(arrays.left.size(), false) {}

  Status run() {
    out_.roots.push_back(static_cast<std::uint32_t>(out_.nodes.size()));
    todo_.push_back({0, kRoot, false});
    while (!todo_.empty()) {
      const Todo next = todo_.back();
      todo_.pop_back();
      SLIPWAY_TRY(copy(next));
    }
    return {};
  }

 private:
  static constexpr std::size_t kRoot = static_cast<std::size_t>(-1);
  struct Todo {
    std::size_t from;    // in the file
    std::size_t parent;  // copied
    bool is_left;
  };

  Status copy(const Todo& todo) {
    const std::size_t i = todo.from;
    if (seen_[i]) return bad(fmt::format("node {} has two parents", i));
    seen_[i] = true;
    const bool leaf = arrays_.left[i] == -1;
    if (leaf && todo.parent != kRoot) return attach(todo, add_leaf(i)), Status();
    const std::size_t at = out_.nodes.size();
    model::Node& node = out_.nodes.emplace_back();
    if (leaf) return node.left = node.right = add_leaf(i), Status();
    if (todo.parent != kRoot) attach(todo, static_cast<std::int32_t>(at));
    SLIPWAY_TRY(fill(i, node));
    for (const bool is_left : {false, true}) {
      const std::int64_t child = is_left ? arrays_.left[i] : arrays_.right[i];
      if (child < 0 || std::cmp_greater_equal(child, arrays_.left.size()))
        return bad(fmt::format("node {} leads to {}, which is not there", i, child));
      todo_.push_back({static_cast<std::size_t>(child), at, is_left});
    }
    return {};
  }

  void attach(const Todo& todo, std::int32_t link) {
    (todo.is_left ? out_.nodes[todo.parent].left : out_.nodes[todo.parent].right) = link;
  }

  // A leaf of a DART tree counts as often as its tree does: one product in float32.
  std::int32_t add_leaf(std::size_t i) {
    out_.leaf_name.push_back(static_cast<std::uint32_t>(i));
    out_.leaves.push_back(static_cast<double>(static_cast<float>(arrays_.value[i]) * weight_));
    return ~static_cast<std::int32_t>(out_.leaves.size() - 1);
  }

  Status fill(std::size_t i, model::Node& node) const {
    if (arrays_.feature[i] < 0 || std::cmp_greater_equal(arrays_.feature[i], out_.inputs))
      return bad(fmt::format("node {} reads feature {} of {}", i, arrays_.feature[i], out_.inputs));
    node.feature = static_cast<std::uint32_t>(arrays_.feature[i]);
    node.missing = model::Missing::kNan;
    node.default_left = arrays_.default_left[i] != 0;
    node.categorical = arrays_.categorical[i] != 0;
    if (!node.categorical) return node.threshold = arrays_.value[i], Status();
    if (set_of_node_[i] < 0) return bad(fmt::format("node {} has no categories", i));
    node.threshold = static_cast<double>(set_of_node_[i]);
    return {};
  }

  const Arrays& arrays_;
  const std::vector<std::int64_t>& set_of_node_;
  const float weight_;
  Forest& out_;
  std::vector<bool> seen_;
  std::vector<Todo> todo_;
};

Status add_tree(const Node& tree, float weight, Forest& out) {
  if (const Node* param = tree.find("tree_param"); param != nullptr) {
    SLIPWAY_ASSIGN(const std::int64_t leaf_vector, parameter(*param, "size_leaf_vector", 0));
    if (leaf_vector > 1)
      return base::unimplemented(
                 "UNSUPPORTED_OPTION",
                 fmt::format("leaves of {} values (multi_strategy=multi_output_tree)", leaf_vector))
          .remedy("train with multi_strategy=one_output_per_tree");
  }
  SLIPWAY_ASSIGN(const Arrays arrays, read_arrays(tree));
  std::vector<std::int64_t> set_of_node(arrays.left.size(), -1);
  SLIPWAY_TRY(add_sets(tree, set_of_node, out));
  return Copier(arrays, set_of_node, weight, out).run();
}

}  // namespace

Result<Trees> read_trees(const Node& model, const TreesWanted& wanted) {
  Trees read;
  Forest& out = read.forest;
  out.input = model::Element::kF32;
  out.compare = model::Compare::kLess;
  out.category_in_set_left = false;
  out.inputs = wanted.features;
  SLIPWAY_ASSIGN(const Node* trees, model.need("trees"));
  SLIPWAY_ASSIGN(const Node* info, model.need("tree_info"));
  SLIPWAY_ASSIGN(const auto output_of, info->integers(trees->size()));
  std::vector<double> weights(trees->size(), 1);
  if (wanted.weight_drop != nullptr) {
    auto dropped = wanted.weight_drop->doubles(trees->size());
    if (!dropped.ok()) return dropped.status().at("weight_drop");
    weights = *std::move(dropped);
  }
  for (std::size_t t = 0; t < wanted.trees; ++t) {
    if (output_of[t] < 0 || std::cmp_greater_equal(output_of[t], wanted.outputs))
      return bad(fmt::format("tree {} adds to output {} of {}", t, output_of[t], wanted.outputs));
    if (auto status = add_tree(trees->items[t], static_cast<float>(weights[t]), out); !status.ok())
      return status.at(fmt::format("trees[{}]", t));
    if (wanted.outputs > 1) read.output.push_back(static_cast<std::uint32_t>(output_of[t]));
  }
  return read;
}

}  // namespace slipway::format::xgboost
