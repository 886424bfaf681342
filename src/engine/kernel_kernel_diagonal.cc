// kernel_diagonal: the kernel of each row and itself.
#include "engine/measures.h"

namespace slipway::engine {
namespace {

using model::KernelTerm;

class KernelDiagonalStep final : public Step {
 public:
  KernelDiagonalStep(const model::KernelDiagonal& op, const model::Stage& stage,
                     const model::Model& model)
      : op_(op), block_(model.block(stage.inputs[0])) {}

  void run(Run& run) const override {
    const std::size_t width = block_.width();
    run.workspace->resize(2 * width + op_.terms.size());
    double* x = run.workspace->data();
    double* own = x + width;
    double* values = own + width;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      read_rows(run, block_, static_cast<std::size_t>(i), 1, x);
      for (std::size_t k = 0; k < op_.terms.size(); ++k) {
        const KernelTerm& term = op_.terms[k];
        if (is_measure(term.kind))
          values[k] = measure(term, x, own);
        else
          combine_steps(term, values + term.a, values + term.b, 1, values + k);
      }
      run.out[0].f64[i] = values[op_.terms.size() - 1];
    }
  }
  double ns_per_row() const override {
    return 1.0 * static_cast<double>(block_.width()) + 20.0 * static_cast<double>(op_.terms.size());
  }

 private:
  double measure(const KernelTerm& term, const double* x, double* own) const {
    const std::size_t width = block_.width();
    prepare_measure(term, x, width, own);
    double sum = 0;
    for (std::size_t j = 0; j < width; ++j) sum += measure_part(term.kind, own[j], own[j]);
    return sum;
  }

  const model::KernelDiagonal& op_;
  const model::Block& block_;
};

}  // namespace

base::Status register_kernel_kernel_diagonal(base::Kinds<Kernel>& kinds) {
  return kinds.add("kernel_diagonal",
                   std::make_unique<FamilyKernel<model::KernelDiagonal, KernelDiagonalStep>>());
}

}  // namespace slipway::engine
