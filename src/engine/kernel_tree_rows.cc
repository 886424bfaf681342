// tree_rows: eight rows at a time through one tree, without branches: each step is a load, a
// compare and a select, so eight independent chains hide each other's latency. Leaves are nodes
// that lead to themselves, and every row takes as many steps as its tree is deep. Of fewer rows each
// goes through sixteen trees at a time, as the nodes of so many lie in farther caches than one tree's;
// its leaves are added in the order of the trees all the same.
//
// Forests that compare float32 values are held in float32, 16 bytes a node: of a float64 threshold
// that float32 is taken which no float32 value tells from it.
//
// Fits ensembles whose every test is numeric and treats missing values as NaN takes the default
// direction, or as 0 (then the default direction is where 0 goes).
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

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
constexpr std::size_t kTrees = 16;  // at a time, of one row
constexpr std::uint32_t kDefaultLeft = 1u << 31;

// The threshold as a Number, such that no Number compares otherwise.
template <class Number>
Number threshold_as(double threshold, Compare compare) {
  const auto rounded = static_cast<Number>(threshold);
  constexpr Number kInfinity = std::numeric_limits<Number>::infinity();
  if (compare == Compare::kLessOrEqual && static_cast<double>(rounded) > threshold)
    return std::nextafter(rounded, -kInfinity);
  if (compare == Compare::kLess && static_cast<double>(rounded) < threshold)
    return std::nextafter(rounded, kInfinity);
  return rounded;
}

template <class Number>
struct FastNode {
  using Bits = std::conditional_t<sizeof(Number) == 4, std::uint32_t, std::uint64_t>;
  Bits bits = 0;                   // of the threshold; of a leaf, its index
  std::uint32_t feature = 0;       // and kDefaultLeft
  std::int32_t child[2] = {0, 0};  // right, left: indices into the tree's own nodes
};

struct FastTree {
  std::size_t begin = 0;  // of its nodes
  std::uint32_t depth = 0;
};

// How many nodes the trees have with their leaves among them.
std::size_t nodes_with_leaves(const model::Forest& forest) {
  std::size_t nodes = forest.nodes.size();
  for (const Node& node : forest.nodes)
    if (!node.is_leaf()) nodes += (node.left < 0 ? 1u : 0u) + (node.right < 0 ? 1u : 0u);
  return nodes;
}

template <class Number>
class TreeRowsStep final : public Step {
 public:
  TreeRowsStep(const model::TreeEnsemble& op, const model::Stage& stage, const model::Model& model)
      : op_(op), forest_(*op.forest), elements_(model.block(stage.inputs[0]).columns) {
    nodes_.reserve(nodes_with_leaves(forest_));
    std::vector<std::uint32_t> depth;
    for (std::size_t t = 0; t < forest_.roots.size(); ++t) add_tree(t, depth);
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
  using Fast = FastNode<Number>;

  // Copies a tree, its leaves as nodes that lead to themselves. `depth` is memory: by node.
  void add_tree(std::size_t t, std::vector<std::uint32_t>& depth) {
    const std::size_t begin = forest_.roots[t];
    const std::size_t end =
        t + 1 < forest_.roots.size() ? forest_.roots[t + 1] : forest_.nodes.size();
    const std::size_t base = nodes_.size(), inner = end - begin;
    nodes_.resize(base + inner);
    depth.assign(inner, 0);
    std::uint32_t deepest = 0;
    const auto child = [&](std::int32_t link, std::uint32_t below) -> std::int32_t {
      deepest = std::max(deepest, below);
      if (link < 0) return add_leaf(base, static_cast<std::uint32_t>(~link));
      depth[static_cast<std::size_t>(link) - begin] = below;
      return link - static_cast<std::int32_t>(begin);
    };
    for (std::size_t i = 0; i < inner; ++i) {
      const Node& node = forest_.nodes[begin + i];
      if (node.is_leaf()) {
        const auto self = static_cast<std::int32_t>(i);
        nodes_[base + i] = {static_cast<std::uint32_t>(~node.left), 0, {self, self}};
        continue;
      }
      const std::int32_t right = child(node.right, depth[i] + 1);
      const std::int32_t left = child(node.left, depth[i] + 1);
      nodes_[base + i] = {
          std::bit_cast<typename Fast::Bits>(threshold_as<Number>(node.threshold, forest_.compare)),
          node.feature | (default_left(node) ? kDefaultLeft : 0),
          {right, left}};
    }
    trees_.push_back({base, deepest});
  }

  std::int32_t add_leaf(std::size_t base, std::uint32_t leaf) {
    const auto self = static_cast<std::int32_t>(nodes_.size() - base);
    nodes_.push_back({leaf, 0, {self, self}});
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
    auto* x = reinterpret_cast<Number*>(run.workspace->data());
    tree::Sums<State> sums(
        op_, reinterpret_cast<State*>(run.workspace->data() + kBlock * forest_.inputs));
    for (std::int64_t begin = 0; begin < run.rows; begin += kBlock) {
      const std::int64_t count = std::min(kBlock, run.rows - begin);
      tree::gather_rows(forest_, elements_, run, begin, count, x);
      sums.start(begin, count, run);
      const std::int64_t whole = count - count % kLanes;
      for (std::size_t t = 0; whole > 0 && t < trees_.size(); ++t)
        for (std::int64_t i = 0; i < whole; i += kLanes) walk_rows<Less>(t, x, i, sums);
      for (std::int64_t i = whole; i < count; ++i) {
        std::size_t t = 0;
        for (; t + kTrees <= trees_.size(); t += kTrees) walk_trees<Less, kTrees>(t, x, i, sums);
        for (; t < trees_.size(); ++t) walk_trees<Less, 1>(t, x, i, sums);
      }
      sums.finish(begin, count, run);
    }
  }

  template <bool Less>
  static std::int32_t step(const Fast& node, const Number* row) {
    const Number value = row[node.feature & ~kDefaultLeft];
    const auto threshold = std::bit_cast<Number>(node.bits);
    const bool below = Less ? value < threshold : value <= threshold;
    const auto missing = static_cast<std::uint32_t>(value != value);
    return node.child[static_cast<std::uint32_t>(below) | (missing & node.feature >> 31)];
  }

  // Rows `first` and the next ones through tree `t`.
  template <bool Less, class State>
  void walk_rows(std::size_t t, const Number* x, std::int64_t first,
                 tree::Sums<State>& sums) const {
    const Fast* nodes = nodes_.data() + trees_[t].begin;
    const Number* rows[kLanes];
    std::int32_t at[kLanes] = {};
    for (std::int64_t lane = 0; lane < kLanes; ++lane)
      rows[lane] = x + (first + lane) * forest_.inputs;
    for (std::uint32_t steps = trees_[t].depth; steps > 0; --steps)
      for (std::int64_t lane = 0; lane < kLanes; ++lane)
        at[lane] = step<Less>(nodes[at[lane]], rows[lane]);
    for (std::int64_t lane = 0; lane < kLanes; ++lane)
      sums.add(first + lane, t, static_cast<std::size_t>(nodes[at[lane]].bits), rows[lane]);
  }

  // Row `i` through tree `first` and the next ones.
  template <bool Less, std::size_t Lanes, class State>
  void walk_trees(std::size_t first, const Number* x, std::int64_t i,
                  tree::Sums<State>& sums) const {
    const Number* row = x + i * forest_.inputs;
    const Fast* nodes[Lanes];
    std::int32_t at[Lanes] = {};
    std::uint32_t steps = 0;
    for (std::size_t lane = 0; lane < Lanes; ++lane) {
      nodes[lane] = nodes_.data() + trees_[first + lane].begin;
      steps = std::max(steps, trees_[first + lane].depth);
    }
    for (; steps > 0; --steps)
      for (std::size_t lane = 0; lane < Lanes; ++lane)
        at[lane] = step<Less>(nodes[lane][at[lane]], row);
    for (std::size_t lane = 0; lane < Lanes; ++lane)
      sums.add(i, first + lane, static_cast<std::size_t>(nodes[lane][at[lane]].bits), row);
  }

  const model::TreeEnsemble& op_;
  const model::Forest& forest_;
  const std::vector<model::Element> elements_;
  std::vector<FastTree> trees_;
  std::vector<Fast> nodes_;
};

class TreeRows final : public Kernel {
 public:
  bool fits(const model::Stage& stage, const model::Model&) const override {
    const auto* op = stage.op.as<model::TreeEnsemble>();
    return op != nullptr && op->forest->inputs < kDefaultLeft &&
           std::ranges::none_of(op->forest->nodes, [](const Node& node) {
             return !node.is_leaf() && (node.categorical || node.missing == Missing::kZeroOrNan);
           });
  }
  std::unique_ptr<const Step> prepare(const model::Stage& stage,
                                      const model::Model& model) const override {
    const auto& op = *stage.op.as<model::TreeEnsemble>();
    if (op.forest->input == model::Element::kF32)
      return std::make_unique<TreeRowsStep<float>>(op, stage, model);
    return std::make_unique<TreeRowsStep<double>>(op, stage, model);
  }
};

}  // namespace

base::Status register_kernel_tree_rows(base::Kinds<Kernel>& kinds) {
  return kinds.add("tree_rows", std::make_unique<TreeRows>());
}

}  // namespace slipway::engine
