// tree_rows: eight rows at a time through one tree, without branches: each step is a load, a
// compare and a select, so eight independent chains hide each other's latency. Leaves are nodes
// that lead to themselves, and every row takes as many steps as its tree is deep.
//
// Fits ensembles whose every test is numeric and treats missing values as NaN takes the default
// direction, or as 0 (then the default direction is where 0 goes).
#include <algorithm>

#include "engine/kernel.h"
#include "engine/tree/sums.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"

namespace slipway::engine {
namespace {

using model::Compare;
using model::Missing;
using model::Node;

constexpr std::int64_t kBlock = 128;  // rows laid out at a time
constexpr std::int64_t kLanes = 8;

struct FastNode {
  double threshold = 0;
  std::uint32_t feature = 0;
  std::uint32_t default_left = 0;
  std::int32_t child[2] = {0, 0};  // right, left: indices into the tree's own nodes
};

struct FastTree {
  std::uint32_t begin = 0;  // of its nodes
  std::uint32_t depth = 0;
};

class TreeRowsStep final : public Step {
 public:
  TreeRowsStep(const model::TreeEnsemble& op, const model::Stage& stage, const model::Model& model)
      : op_(op), forest_(*op.forest), elements_(model.block(stage.inputs[0]).columns) {
    for (std::size_t t = 0; t < forest_.roots.size(); ++t) add_tree(t);
  }

  void run(Run& run) const override {
    const bool less = forest_.compare == Compare::kLess;
    if (op_.accumulate == model::Element::kF64)
      less ? walk_all<double, true>(run) : walk_all<double, false>(run);
    else
      less ? walk_all<float, true>(run) : walk_all<float, false>(run);
  }

  double ns_per_row() const override {
    double steps = 0;
    for (const FastTree& tree : trees_) steps += tree.depth;
    return 1.2 * steps + 2.0 * static_cast<double>(trees_.size());
  }

 private:
  // Copies a tree, its leaves as nodes that lead to themselves.
  void add_tree(std::size_t t) {
    const std::size_t begin = forest_.roots[t];
    const std::size_t end =
        t + 1 < forest_.roots.size() ? forest_.roots[t + 1] : forest_.nodes.size();
    const auto base = static_cast<std::uint32_t>(nodes_.size());
    const std::size_t inner = end - begin;
    nodes_.resize(base + inner);
    leaf_.resize(base + inner, 0);
    std::vector<std::uint32_t> depth(inner, 0);
    std::uint32_t deepest = 0;
    const auto child = [&](std::int32_t link, std::uint32_t below) -> std::int32_t {
      deepest = std::max(deepest, below);
      if (link >= 0) {
        depth[static_cast<std::size_t>(link) - begin] = below;
        return link - static_cast<std::int32_t>(begin);
      }
      return add_leaf(base, static_cast<std::uint32_t>(~link));
    };
    for (std::size_t i = 0; i < inner; ++i) {
      const Node& node = forest_.nodes[begin + i];
      if (node.is_leaf()) {
        const auto self = static_cast<std::int32_t>(i);
        nodes_[base + i].child[0] = nodes_[base + i].child[1] = self;
        leaf_[base + i] = static_cast<std::uint32_t>(~node.left);
        continue;
      }
      const std::int32_t right = child(node.right, depth[i] + 1);
      const std::int32_t left = child(node.left, depth[i] + 1);
      nodes_[base + i] = {
          node.threshold, node.feature, default_left(node) ? 1u : 0u, {right, left}};
    }
    trees_.push_back({base, deepest});
  }

  std::int32_t add_leaf(std::uint32_t base, std::uint32_t leaf) {
    const auto self = static_cast<std::int32_t>(nodes_.size() - base);
    nodes_.push_back({0, 0, 0, {self, self}});
    leaf_.push_back(leaf);
    return self;
  }

  bool default_left(const Node& node) const {
    if (node.missing == Missing::kNan) return node.default_left;
    if (node.missing == Missing::kNever) return false;
    return forest_.compare == Compare::kLess ? 0 < node.threshold : 0 <= node.threshold;
  }

  template <class State, bool Less>
  void walk_all(Run& run) const {
    run.workspace->resize(static_cast<std::size_t>(kBlock) * (forest_.inputs + op_.outputs));
    double* x = run.workspace->data();
    tree::Sums<State> sums(op_, reinterpret_cast<State*>(x + kBlock * forest_.inputs));
    for (std::int64_t begin = 0; begin < run.rows; begin += kBlock) {
      const std::int64_t count = std::min(kBlock, run.rows - begin);
      tree::gather_rows(forest_, elements_, run, begin, count, x);
      sums.start(begin, count, run);
      for (std::size_t t = 0; t < trees_.size(); ++t) {
        std::int64_t i = 0;
        for (; i + kLanes <= count; i += kLanes) walk_lanes<Less, kLanes>(t, x, i, sums);
        for (; i < count; ++i) walk_lanes<Less, 1>(t, x, i, sums);
      }
      sums.finish(begin, count, run);
    }
  }

  template <bool Less, std::int64_t Lanes, class State>
  void walk_lanes(std::size_t t, const double* x, std::int64_t first,
                  tree::Sums<State>& sums) const {
    const FastNode* nodes = nodes_.data() + trees_[t].begin;
    const double* rows[Lanes];
    std::int32_t at[Lanes] = {};
    for (std::int64_t lane = 0; lane < Lanes; ++lane)
      rows[lane] = x + (first + lane) * forest_.inputs;
    for (std::uint32_t step = 0; step < trees_[t].depth; ++step)
      for (std::int64_t lane = 0; lane < Lanes; ++lane) {
        const FastNode& node = nodes[at[lane]];
        const double value = rows[lane][node.feature];
        const bool below = Less ? value < node.threshold : value <= node.threshold;
        const auto missing = static_cast<std::uint32_t>(value != value);
        at[lane] = node.child[static_cast<std::uint32_t>(below) | (missing & node.default_left)];
      }
    for (std::int64_t lane = 0; lane < Lanes; ++lane)
      sums.add(first + lane, t, leaf_[trees_[t].begin + static_cast<std::uint32_t>(at[lane])],
               rows[lane]);
  }

  const model::TreeEnsemble& op_;
  const model::Forest& forest_;
  const std::vector<model::Element> elements_;
  std::vector<FastTree> trees_;
  std::vector<FastNode> nodes_;
  std::vector<std::uint32_t> leaf_;  // by node
};

class TreeRows final : public FamilyKernel<model::TreeEnsemble, TreeRowsStep> {
 public:
  bool fits(const model::Stage& stage, const model::Model&) const override {
    const auto* op = stage.op.as<model::TreeEnsemble>();
    return op != nullptr && std::ranges::none_of(op->forest->nodes, [](const Node& node) {
             return !node.is_leaf() && (node.categorical || node.missing == Missing::kZeroOrNan);
           });
  }
};

}  // namespace

base::Status register_kernel_tree_rows(base::Kinds<Kernel>& kinds) {
  return kinds.add("tree_rows", std::make_unique<TreeRows>());
}

}  // namespace slipway::engine
