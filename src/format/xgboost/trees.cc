#include "format/xgboost/trees.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "format/reserve.h"
#include "format/xgboost/tree_arrays.h"
#include "model/stages/forest.h"

namespace slipway::format::xgboost {
namespace {

using base::Result;
using base::Status;
using model::Forest;

constexpr std::size_t kSetWordsMax = 64u << 20;   // 256 MiB of category sets in one model
constexpr std::int64_t kCategoriesMax = 1 << 24;  // XGBoost's own bound
constexpr std::size_t kNodesMax = std::numeric_limits<std::int32_t>::max();

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

// The category sets of one tree: by node, an index into `out.sets`, or -1.
Status add_sets(const TreeArrays& arrays, std::vector<std::int64_t>& set_of_node, Forest& out) {
  for (std::size_t i = 0; i < arrays.set_nodes.size(); ++i) {
    const std::int32_t node = arrays.set_nodes[i];
    const std::int64_t begin = arrays.set_begins[i], size = arrays.set_sizes[i];
    if (node < 0 || std::cmp_greater_equal(node, set_of_node.size()))
      return bad("categories_nodes names a node that is not there");
    if (begin < 0 || size < 0 || std::cmp_greater(begin + size, arrays.categories.size()))
      return bad("categories_segments is out of range");
    const auto first = arrays.categories.begin() + begin;
    const auto last = first + size;
    const std::int64_t greatest = size == 0 ? 0 : *std::max_element(first, last);
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
    set_of_node[static_cast<std::size_t>(node)] = static_cast<std::int64_t>(out.sets.size());
    out.sets.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(words)});
  }
  return {};
}

// Copies the nodes that can be reached from the root, parents before children: a file may hold
// others (pruned ones), and may have them in any order.
class Copier {
 public:
  explicit Copier(Forest& out) : out_(out) {}

  Status run(const TreeArrays& arrays, float weight) {
    arrays_ = &arrays;
    weight_ = weight;
    const std::size_t nodes = arrays.left.size();
    if (out_.nodes.size() + nodes > kNodesMax) return bad("more than 2147483647 nodes");
    seen_.assign(nodes, false);
    set_of_node_.clear();
    if (!arrays.set_nodes.empty()) {
      set_of_node_.assign(nodes, -1);
      SLIPWAY_TRY(add_sets(arrays, set_of_node_, out_));
    }
    out_.roots.push_back(static_cast<std::uint32_t>(out_.nodes.size()));
    pending_.clear();
    pending_.push_back({0, kRoot, false});
    while (!pending_.empty()) {
      const Pending next = pending_.back();
      pending_.pop_back();
      SLIPWAY_TRY(copy(next));
    }
    return {};
  }

 private:
  static constexpr std::size_t kRoot = static_cast<std::size_t>(-1);
  struct Pending {
    std::size_t from;    // in the file
    std::size_t parent;  // copied
    bool is_left;
  };

  Status copy(const Pending& pending) {
    const std::size_t i = pending.from;
    if (seen_[i]) return bad(fmt::format("node {} has two parents", i));
    seen_[i] = true;
    if (arrays_->left[i] == -1) return copy_leaf(pending);
    const std::size_t at = out_.nodes.size();
    model::Node& node = out_.nodes.emplace_back();
    if (pending.parent != kRoot) attach(pending, static_cast<std::int32_t>(at));
    SLIPWAY_TRY(fill(i, node));
    for (const bool is_left : {false, true}) {
      const std::int32_t child = is_left ? arrays_->left[i] : arrays_->right[i];
      if (child < 0 || std::cmp_greater_equal(child, arrays_->left.size()))
        return bad(fmt::format("node {} leads to {}, which is not there", i, child));
      pending_.push_back({static_cast<std::size_t>(child), at, is_left});
    }
    return {};
  }

  Status copy_leaf(const Pending& pending) {
    const std::int32_t link = ~static_cast<std::int32_t>(out_.leaf_name.size());
    SLIPWAY_TRY(add_leaf(pending.from));
    if (pending.parent != kRoot) return attach(pending, link), Status();
    out_.nodes.push_back({.left = link, .right = link});
    return {};
  }

  void attach(const Pending& pending, std::int32_t link) {
    (pending.is_left ? out_.nodes[pending.parent].left : out_.nodes[pending.parent].right) = link;
  }

  // A leaf of a DART tree counts as often as its tree does: one product in float32.
  Status add_leaf(std::size_t i) {
    out_.leaf_name.push_back(static_cast<std::uint32_t>(i));
    const std::uint32_t width = arrays_->leaf_width;
    if (width == 1) return out_.leaves.push_back(weigh(arrays_->value[i])), Status();
    const auto at = arrays_->vector_by_leaf ? static_cast<std::size_t>(arrays_->right[i]) : i;
    if (arrays_->vector_by_leaf &&
        (arrays_->right[i] < 0 || at >= arrays_->leaf_vectors.size() / width))
      return bad(fmt::format("leaf {} has no value", i));
    for (std::uint32_t k = 0; k < width; ++k)
      out_.leaves.push_back(weigh(arrays_->leaf_vectors[at * width + k]));
    return {};
  }
  double weigh(float value) const { return static_cast<double>(value * weight_); }

  Status fill(std::size_t i, model::Node& node) const {
    const std::int32_t feature = arrays_->feature[i];
    if (feature < 0 || std::cmp_greater_equal(feature, out_.inputs))
      return bad(fmt::format("node {} reads feature {} of {}", i, feature, out_.inputs));
    node.feature = static_cast<std::uint32_t>(feature);
    node.missing = model::Missing::kNan;
    node.default_left = arrays_->default_left[i] != 0;
    node.categorical = arrays_->categorical[i] != 0;
    if (!node.categorical) return node.threshold = static_cast<double>(arrays_->value[i]), Status();
    if (set_of_node_.empty() || set_of_node_[i] < 0)
      return bad(fmt::format("node {} has no categories", i));
    node.threshold = static_cast<double>(set_of_node_[i]);
    return {};
  }

  Forest& out_;
  const TreeArrays* arrays_ = nullptr;
  float weight_ = 1;
  std::vector<std::int64_t> set_of_node_;  // empty: no sets
  std::vector<bool> seen_;
  std::vector<Pending> pending_;
};

}  // namespace

Result<Forest> read_trees(const TreesFile& trees, const TreesWanted& wanted) {
  Forest out;
  out.input = model::Element::kF32;
  out.compare = model::Compare::kLess;
  out.category_in_set_left = false;
  out.inputs = wanted.features;
  std::uint64_t all = 0, read = 0;
  for (std::size_t t = wanted.begin; t < wanted.end; ++t) all += trees.spans[t].size;
  SpanReader spans(*trees.file);
  TreeArrays arrays;
  Copier copier(out);
  for (std::size_t t = wanted.begin; t < wanted.end; ++t) {
    SLIPWAY_ASSIGN(const std::string_view bytes, spans.read(trees.spans[t]));
    auto status = read_arrays(bytes, trees.form, arrays);
    if (status.ok() && t == wanted.begin) out.leaf_width = arrays.leaf_width;
    if (status.ok() && arrays.leaf_width != out.leaf_width)
      status = bad("its leaves have another number of values than those of the first tree");
    const double rest = read == 0 ? 0 : static_cast<double>(all - read) / static_cast<double>(read);
    const std::size_t leaves = arrays.left.size() / 2 + 1;
    reserve_by_rest(out.nodes, leaves, rest);
    reserve_by_rest(out.leaf_name, leaves, rest);
    reserve_by_rest(out.leaves, leaves * out.leaf_width, rest);
    if (status.ok())
      status = copier.run(arrays, wanted.weights->empty() ? 1.0f : (*wanted.weights)[t]);
    if (!status.ok()) return status.at(fmt::format("trees[{}]", t));
    read += trees.spans[t].size;
  }
  return out;
}

}  // namespace slipway::format::xgboost
