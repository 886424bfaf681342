// linear_float: intercept + Σ float32(x[j]) * coef[j][k], j ascending, rounded to float32 at every
// step; rows side by side, so that every instruction set adds in the same order.
#include "engine/kernel.h"
#include "model/stages/linear_float.h"

namespace slipway::engine {
namespace {

using model::Element;

class LinearFloatStep final : public Step {
 public:
  LinearFloatStep(const model::LinearFloat& op, const model::Stage& stage,
                  const model::Model& model)
      : op_(op), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    for (std::size_t k = 0; k < op_.intercept.size(); ++k) {
      float* out = run.out[k].f32;
      for (std::int64_t i = 0; i < run.rows; ++i) out[i] = op_.intercept[k];
      for (std::uint32_t j = 0; j < op_.inputs; ++j) {
        const float c = op_.coef[j * op_.intercept.size() + k];
        const Values& in = run.in[0][j];
        elements_[j] == Element::kF64 ? add(in.f64, c, run.rows, out)
                                      : add(in.f32, c, run.rows, out);
      }
    }
  }
  double ns_per_row() const override { return 1.0 * static_cast<double>(op_.coef.size()); }

 private:
  template <class Number>
  static void add(const Number* in, float c, std::int64_t rows, float* out) {
    for (std::int64_t i = 0; i < rows; ++i) {
      const auto x = static_cast<float>(in[i]);
      if (x == x) out[i] += x * c;  // a missing one is not there at all, as in a sparse row
    }
  }

  const model::LinearFloat& op_;
  const std::vector<Element> elements_;
};

}  // namespace

base::Status register_kernel_linear_float(base::Kinds<Kernel>& kinds) {
  return kinds.add("linear_float",
                   std::make_unique<FamilyKernel<model::LinearFloat, LinearFloatStep>>());
}

}  // namespace slipway::engine
