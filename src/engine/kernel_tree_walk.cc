// tree_walk: one row through one tree after the other, by the contract's letter. Fits every
// ensemble; what the faster kernels are measured and tested against.
#include "engine/kernel.h"
#include "engine/tree/sums.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"

namespace slipway::engine {
namespace {

constexpr std::int64_t kBlock = 64;  // rows laid out at a time

class TreeWalkStep final : public Step {
 public:
  TreeWalkStep(const model::TreeEnsemble& op, const model::Stage& stage, const model::Model& model)
      : op_(op), forest_(*op.forest), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    op_.accumulate == model::Element::kF64 ? walk_all<double>(run) : walk_all<float>(run);
  }
  double ns_per_row() const override { return 20.0 * static_cast<double>(forest_.roots.size()); }

 private:
  template <class State>
  void walk_all(Run& run) const {
    run.workspace->resize(static_cast<std::size_t>(kBlock) * (forest_.inputs + op_.outputs));
    double* x = run.workspace->data();
    tree::Sums<State> sums(op_, reinterpret_cast<State*>(x + kBlock * forest_.inputs));
    for (std::int64_t begin = 0; begin < run.rows; begin += kBlock) {
      const std::int64_t count = std::min(kBlock, run.rows - begin);
      tree::gather_rows(forest_, elements_, run, begin, count, x);
      sums.start(begin, count, run);
      for (std::size_t t = 0; t < forest_.roots.size(); ++t)
        for (std::int64_t i = 0; i < count; ++i) {
          const double* row = x + i * forest_.inputs;
          sums.add(i, t, tree::walk(forest_, t, row), row);
        }
      sums.finish(begin, count, run);
    }
  }

  const model::TreeEnsemble& op_;
  const model::Forest& forest_;
  const std::vector<model::Element> elements_;
};

}  // namespace

base::Status register_kernel_tree_walk(base::Kinds<Kernel>& kinds) {
  return kinds.add("tree_walk",
                   std::make_unique<FamilyKernel<model::TreeEnsemble, TreeWalkStep>>());
}

}  // namespace slipway::engine
