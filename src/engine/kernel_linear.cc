// linear: Σ x[j] * coef[k][j], j ascending, one accumulator a row; rows side by side, so that every
// instruction set adds in the same order.
#include <algorithm>

#include "engine/kernel.h"
#include "model/stages/linear.h"

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

// A sparse block: the products of what is there, columns ascending.
class SparseLinearStep final : public Step {
 public:
  explicit SparseLinearStep(const model::Linear& op) : op_(op) {}

  void run(Run& run) const override {
    const SparseRows& in = *run.sparse_in[0];
    for (std::size_t k = 0; k < op_.intercept.size(); ++k) {
      const double* coef = op_.coef.data() + k * op_.inputs;
      for (std::int64_t i = 0; i < run.rows; ++i) {
        const auto row = static_cast<std::size_t>(i);
        double sum = 0;
        for (std::size_t v = in.begin[row]; v < in.begin[row + 1]; ++v)
          sum += in.value[v] * coef[in.column[v]];
        run.out[k].f64[i] = sum + op_.intercept[k];
      }
    }
  }
  double ns_per_row() const override { return 100.0 * static_cast<double>(op_.intercept.size()); }

 private:
  const model::Linear& op_;
};

class LinearKernel final : public Kernel {
 public:
  bool fits(const model::Stage& stage, const model::Model&) const override {
    return stage.op.is<model::Linear>();
  }
  std::unique_ptr<const Step> prepare(const model::Stage& stage,
                                      const model::Model& model) const override {
    const auto& op = *stage.op.as<model::Linear>();
    if (model.block(stage.inputs[0]).sparse) return std::make_unique<SparseLinearStep>(op);
    return std::make_unique<LinearStep>(op, stage, model);
  }
};

}  // namespace

base::Status register_kernel_linear(base::Kinds<Kernel>& kinds) {
  return kinds.add("linear", std::make_unique<LinearKernel>());
}

}  // namespace slipway::engine
