#include "format/lightgbm/trees.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "format/reserve.h"
#include "model/stages/forest.h"

namespace slipway::format::lightgbm {
namespace {

using base::Result;
using base::Status;
using model::Forest;
using model::Missing;
using model::Node;

constexpr std::int64_t kLeavesMax = 10'000'000;  // of one tree

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

// decision_type: bit 0 categorical, bit 1 default left, bits 2-3 what is missing.
Result<Missing> missing_of(std::int64_t decision_type) {
  switch ((decision_type >> 2) & 3) {
    case 0:
      return Missing::kNanToZero;
    case 1:
      return Missing::kZeroOrNan;
    case 2:
      return Missing::kNan;
    default:
      return bad(fmt::format("decision_type {}", decision_type));
  }
}

// A number that is narrowed must fit first: 4294967296 would become feature 0.
Status in_range(const char* key, const std::vector<std::int64_t>& values, std::int64_t low,
                std::int64_t high) {
  for (const std::int64_t value : values)
    if (value < low || value > high) return bad(fmt::format("{} has a value {}", key, value));
  return {};
}

// The category sets of one tree; node thresholds then count from `first`.
Status add_sets(const Section& tree, std::size_t sets, Forest& out) {
  SLIPWAY_ASSIGN(const auto boundaries, tree.integers("cat_boundaries", sets + 1));
  for (std::size_t i = 0; i < sets; ++i)
    if (boundaries[i] < 0 || boundaries[i + 1] < boundaries[i] || boundaries[i + 1] > kLeavesMax)
      return bad("cat_boundaries are not in order");
  SLIPWAY_ASSIGN(const auto words,
                 tree.integers("cat_threshold", static_cast<std::size_t>(boundaries[sets])));
  SLIPWAY_TRY(in_range("cat_threshold", words, 0, UINT32_MAX));
  const auto first_word = static_cast<std::uint32_t>(out.set_words.size());
  for (const std::int64_t word : words) out.set_words.push_back(static_cast<std::uint32_t>(word));
  for (std::size_t i = 0; i < sets; ++i)
    out.sets.push_back({first_word + static_cast<std::uint32_t>(boundaries[i]),
                        static_cast<std::uint32_t>(boundaries[i + 1] - boundaries[i])});
  return {};
}

Status add_nodes(const Section& tree, std::size_t inner, Forest& out) {
  SLIPWAY_ASSIGN(const auto features, tree.integers("split_feature", inner));
  SLIPWAY_ASSIGN(const auto thresholds, tree.doubles("threshold", inner));
  SLIPWAY_ASSIGN(const auto left, tree.integers("left_child", inner));
  SLIPWAY_ASSIGN(const auto right, tree.integers("right_child", inner));
  const auto last = static_cast<std::int64_t>(inner);  // of the leaves, which are one more
  SLIPWAY_TRY(in_range("split_feature", features, 0, UINT32_MAX));
  SLIPWAY_TRY(in_range("left_child", left, ~last, last - 1));
  SLIPWAY_TRY(in_range("right_child", right, ~last, last - 1));
  std::vector<std::int64_t> types(inner, 2);
  if (tree.has("decision_type")) {
    SLIPWAY_ASSIGN(types, tree.integers("decision_type", inner));
  }
  std::size_t sets = 0;
  if (tree.has("num_cat")) {
    SLIPWAY_ASSIGN(const std::int64_t count, tree.integer("num_cat"));
    if (count < 0 || count > kLeavesMax) return bad(fmt::format("num_cat is {}", count));
    sets = static_cast<std::size_t>(count);
  }
  const std::size_t first_set = out.sets.size();
  if (sets > 0) SLIPWAY_TRY(add_sets(tree, sets, out));
  const auto first_node = static_cast<std::int64_t>(out.roots.back());
  const auto first_leaf = static_cast<std::int64_t>(out.leaves.size());
  const auto link = [&](std::int64_t child) {
    return static_cast<std::int32_t>(child >= 0 ? first_node + child : ~(first_leaf + ~child));
  };
  for (std::size_t i = 0; i < inner; ++i) {
    Node node;
    node.feature = static_cast<std::uint32_t>(features[i]);
    node.threshold = thresholds[i];
    node.categorical = (types[i] & 1) != 0;
    node.default_left = (types[i] & 2) != 0;
    SLIPWAY_ASSIGN(node.missing, missing_of(types[i]));
    node.left = link(left[i]);
    node.right = link(right[i]);
    if (node.categorical) {
      if (!(thresholds[i] >= 0 && thresholds[i] < static_cast<double>(sets)))
        return bad("a categorical node without its set");
      node.missing = Missing::kNever;  // a missing category is in no set
      node.threshold = static_cast<double>(first_set) + std::trunc(thresholds[i]);
    }
    out.nodes.push_back(node);
  }
  return {};
}

// leaf_features and leaf_coeff hold num_features[leaf] values a leaf, one leaf behind the other.
Status add_leaf_models(const Section& tree, std::size_t leaves, Forest& out) {
  SLIPWAY_ASSIGN(const auto constants, tree.doubles("leaf_const", leaves));
  SLIPWAY_ASSIGN(const auto counts, tree.integers("num_features", leaves));
  std::size_t total = 0;
  for (const std::int64_t count : counts) {
    if (count < 0 || count > kLeavesMax) return bad("num_features is out of range");
    total += static_cast<std::size_t>(count);
  }
  SLIPWAY_ASSIGN(const auto features, tree.integers("leaf_features", total));
  SLIPWAY_ASSIGN(const auto coef, tree.doubles("leaf_coeff", total));
  SLIPWAY_TRY(in_range("leaf_features", features, 0, UINT32_MAX));
  std::size_t at = 0;
  for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
    model::LeafModel& leaf_model = out.leaf_models.emplace_back();
    leaf_model.constant = constants[leaf];
    for (std::int64_t i = 0; i < counts[leaf]; ++i, ++at) {
      leaf_model.features.push_back(static_cast<std::uint32_t>(features[at]));
      leaf_model.coef.push_back(coef[at]);
    }
  }
  return {};
}

Status add_tree(const Section& tree, double rest, Forest& out) {
  SLIPWAY_ASSIGN(const std::int64_t leaves, tree.integer("num_leaves"));
  if (leaves < 1 || leaves > kLeavesMax) return bad(fmt::format("num_leaves is {}", leaves));
  const auto count = static_cast<std::size_t>(leaves);
  // A number takes a byte at least, and one behind it.
  if (count / 2 > tree.text("leaf_value").size())
    return bad(fmt::format("leaf_value has not {} values", count));
  reserve_by_rest(out.nodes, count, rest);
  reserve_by_rest(out.leaves, count, rest);
  out.roots.push_back(static_cast<std::uint32_t>(out.nodes.size()));
  if (leaves == 1) {
    Node leaf;
    leaf.left = leaf.right = ~static_cast<std::int32_t>(out.leaves.size());
    out.nodes.push_back(leaf);
  } else {
    SLIPWAY_TRY(add_nodes(tree, count - 1, out));
  }
  SLIPWAY_ASSIGN(const auto values, tree.doubles("leaf_value", count));
  out.leaves.insert(out.leaves.end(), values.begin(), values.end());
  if (tree.text("is_linear") != "1") return {};
  for (std::size_t leaf = out.leaf_models.size(); leaf + count < out.leaves.size(); ++leaf)
    out.leaf_models.push_back({out.leaves[leaf], {}, {}});
  return add_leaf_models(tree, count, out);
}

}  // namespace

Result<std::uint32_t> trees_per_iteration(const TextFile& text) {
  std::int64_t per_iteration = 1;
  if (text.header.has("num_tree_per_iteration")) {
    SLIPWAY_ASSIGN(per_iteration, text.header.integer("num_tree_per_iteration"));
  } else if (text.header.has("num_class")) {
    SLIPWAY_ASSIGN(per_iteration, text.header.integer("num_class"));
  }
  if (per_iteration < 1 || per_iteration > 100'000)
    return bad(fmt::format("num_tree_per_iteration is {}", per_iteration));
  const auto classes = static_cast<std::uint32_t>(per_iteration);
  if (text.trees.size() % classes != 0)
    return bad(fmt::format("{} trees for {} classes", text.trees.size(), classes));
  return classes;
}

Result<Forest> read_trees(const TextFile& text, std::uint32_t features, std::size_t begin,
                          std::size_t end) {
  Forest out;
  out.inputs = features;
  out.tiny_is_zero = true;
  out.category_truncates = true;
  std::uint64_t all = 0, read = 0;
  for (std::size_t t = begin; t < end; ++t) all += text.trees[t].size;
  SpanReader spans(*text.file);
  for (std::size_t t = begin; t < end; ++t) {
    SLIPWAY_ASSIGN(const std::string_view lines, spans.read(text.trees[t]));
    const double rest = read == 0 ? 0 : static_cast<double>(all - read) / static_cast<double>(read);
    const Section tree = parse_section(lines);
    if (auto status = add_tree(tree, rest, out); !status.ok())
      return status.at(fmt::format("Tree={}", t));
    // Once one leaf is linear, all have a model.
    if (!out.leaf_models.empty())
      for (std::size_t leaf = out.leaf_models.size(); leaf < out.leaves.size(); ++leaf)
        out.leaf_models.push_back({out.leaves[leaf], {}, {}});
    read += text.trees[t].size;
  }
  return out;
}

}  // namespace slipway::format::lightgbm
