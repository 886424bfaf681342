// decide: scores to the index of a label.
#include <cmath>

#include "engine/kernel.h"

namespace slipway::engine {
namespace {

using model::Element;

class DecideStep final : public Step {
 public:
  DecideStep(const model::Decide& op, const model::Stage& stage, const model::Model& model)
      : op_(op), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    for (std::int64_t i = 0; i < run.rows; ++i)
      run.out[0].i64[i] = elements_.size() == 1 ? side(at(run, 0, i)) : greatest(run, i);
  }
  double ns_per_row() const override { return 1.0 * static_cast<double>(elements_.size()); }

 private:
  double at(const Run& run, std::size_t j, std::int64_t i) const {
    return elements_[j] == Element::kF64 ? run.in[0][j].f64[i]
                                         : static_cast<double>(run.in[0][j].f32[i]);
  }
  std::int64_t side(double x) const {
    return (op_.greater_or_equal ? x >= op_.threshold : x > op_.threshold) ? 1 : 0;
  }
  std::int64_t greatest(const Run& run, std::int64_t i) const {
    std::size_t best = 0;
    for (std::size_t j = 1; j < elements_.size() && !std::isnan(at(run, best, i)); ++j)
      if (!(at(run, j, i) <= at(run, best, i))) best = j;  // greater, or NaN
    return static_cast<std::int64_t>(best);
  }

  const model::Decide& op_;
  const std::vector<Element> elements_;
};

}  // namespace

base::Status register_kernel_decide(base::Kinds<Kernel>& kinds) {
  return kinds.add("decide", std::make_unique<FamilyKernel<model::Decide, DecideStep>>());
}

}  // namespace slipway::engine
