// linear: Σ x[j] * coef[k][j], j ascending, one accumulator a row; rows side by side, so that every
// instruction set adds in the same order.
#include <algorithm>

#include "engine/kernel.h"

namespace slipway::engine {
namespace {

using model::Element;

class LinearStep final : public Step {
 public:
  LinearStep(const model::Linear& op, const model::Stage& stage, const model::Model& model)
      : op_(op), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    for (std::size_t k = 0; k < op_.intercept.size(); ++k) {
      double* out = run.out[k].f64;
      std::fill_n(out, run.rows, 0.0);
      const double* coef = op_.coef.data() + k * op_.inputs;
      for (std::uint32_t j = 0; j < op_.inputs; ++j) {
        const double c = coef[j];
        if (elements_[j] == Element::kF64) {
          const double* x = run.in[0][j].f64;
          for (std::int64_t i = 0; i < run.rows; ++i) out[i] += x[i] * c;
        } else {
          const float* x = run.in[0][j].f32;
          for (std::int64_t i = 0; i < run.rows; ++i) out[i] += static_cast<double>(x[i]) * c;
        }
      }
      for (std::int64_t i = 0; i < run.rows; ++i) out[i] += op_.intercept[k];
    }
  }
  double ns_per_row() const override { return 0.5 * static_cast<double>(op_.coef.size()); }

 private:
  const model::Linear& op_;
  const std::vector<Element> elements_;
};

}  // namespace

base::Status register_kernel_linear(base::Kinds<Kernel>& kinds) {
  return kinds.add("linear", std::make_unique<FamilyKernel<model::Linear, LinearStep>>());
}

}  // namespace slipway::engine
