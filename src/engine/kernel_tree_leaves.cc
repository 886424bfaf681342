// tree_leaves: which leaf of each tree a row falls into, by the contract's letter.
#include <algorithm>
#include <limits>

#include "engine/kernel.h"
#include "engine/tree/sums.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"

namespace slipway::engine {
namespace {

constexpr std::int64_t kBlock = 64;  // rows laid out at a time

class TreeLeavesStep final : public Step {
 public:
  TreeLeavesStep(const model::TreeLeaves& op, const model::Stage& stage, const model::Model& model)
      : forest_(*op.forest), elements_(model.block(stage.inputs[0]).columns) {
    if (!forest_.leaf_name.empty()) return;
    for (std::size_t t = 0; t < forest_.roots.size(); ++t) first_leaf_.push_back(first_leaf(t));
  }

  void run(Run& run) const override {
    run.workspace->resize(static_cast<std::size_t>(kBlock) * forest_.inputs);
    double* x = run.workspace->data();
    for (std::int64_t begin = 0; begin < run.rows; begin += kBlock) {
      const std::int64_t count = std::min(kBlock, run.rows - begin);
      tree::gather_rows(forest_, elements_, run, begin, count, x);
      for (std::size_t t = 0; t < forest_.roots.size(); ++t)
        for (std::int64_t i = 0; i < count; ++i)
          run.out[t].i64[begin + i] = name(t, tree::walk(forest_, t, x + i * forest_.inputs));
    }
  }
  double ns_per_row() const override { return 20.0 * static_cast<double>(forest_.roots.size()); }

 private:
  std::int64_t name(std::size_t tree, std::size_t leaf) const {
    if (first_leaf_.empty()) return forest_.leaf_name[leaf];
    return static_cast<std::int64_t>(leaf) - first_leaf_[tree];
  }

  std::int64_t first_leaf(std::size_t t) const {
    const std::size_t end =
        t + 1 < forest_.roots.size() ? forest_.roots[t + 1] : forest_.nodes.size();
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = forest_.roots[t]; i < end; ++i)
      for (const std::int32_t child : {forest_.nodes[i].left, forest_.nodes[i].right})
        if (child < 0) first = std::min<std::int64_t>(first, ~child);
    return first;
  }

  const model::Forest& forest_;
  const std::vector<model::Element> elements_;
  std::vector<std::int64_t> first_leaf_;  // by tree; empty if leaves have names
};

}  // namespace

base::Status register_kernel_tree_leaves(base::Kinds<Kernel>& kinds) {
  return kinds.add("tree_leaves",
                   std::make_unique<FamilyKernel<model::TreeLeaves, TreeLeavesStep>>());
}

}  // namespace slipway::engine
