// elementwise: a function of the closed list, applied to every value.
#include "engine/functions.h"
#include "engine/kernel.h"
#include "model/stages/elementwise.h"

namespace slipway::engine {
namespace {

using model::Element;

class ElementwiseStep final : public Step {
 public:
  ElementwiseStep(const model::Elementwise& op, const model::Stage& stage, const model::Model&)
      : op_(op), columns_(stage.output.columns), function_(function_of(op.function)) {}

  void run(Run& run) const override {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      const auto& constants = op_.constants;
      const double c = constants.empty() ? 0 : constants[constants.size() == 1 ? 0 : j];
      if (columns_[j] == Element::kF64)
        for (std::int64_t i = 0; i < run.rows; ++i)
          run.out[j].f64[i] = function_(run.in[0][j].f64[i], c);
      else
        for (std::int64_t i = 0; i < run.rows; ++i)
          run.out[j].f32[i] =
              static_cast<float>(function_(static_cast<double>(run.in[0][j].f32[i]), c));
    }
  }
  double ns_per_row() const override { return 20.0 * static_cast<double>(columns_.size()); }

 private:
  const model::Elementwise& op_;
  const std::vector<Element> columns_;
  const NumberFunction function_;
};

// Of a function that keeps zeros: values that become 0 are left out.
class SparseElementwiseStep final : public Step {
 public:
  explicit SparseElementwiseStep(const model::Elementwise& op)
      : op_(op), function_(function_of(op.function)) {}

  void run(Run& run) const override {
    const SparseRows& in = *run.sparse_in[0];
    run.sparse_out->start();
    for (std::size_t i = 0; i + 1 < in.begin.size(); ++i) {
      for (std::size_t v = in.begin[i]; v < in.begin[i + 1]; ++v)
        if (const double x = function_(in.value[v], op_.constants[0]); x != 0)
          run.sparse_out->add(in.column[v], x);
      run.sparse_out->end_row();
    }
  }
  double ns_per_row() const override { return 100; }

 private:
  const model::Elementwise& op_;
  const NumberFunction function_;
};

class ElementwiseKernel final : public Kernel {
 public:
  bool fits(const model::Stage& stage, const model::Model&) const override {
    return stage.op.is<model::Elementwise>();
  }
  std::unique_ptr<const Step> prepare(const model::Stage& stage,
                                      const model::Model& model) const override {
    const auto& op = *stage.op.as<model::Elementwise>();
    if (stage.output.sparse) return std::make_unique<SparseElementwiseStep>(op);
    return std::make_unique<ElementwiseStep>(op, stage, model);
  }
};

}  // namespace

base::Status register_kernel_elementwise(base::Kinds<Kernel>& kinds) {
  return kinds.add("elementwise", std::make_unique<ElementwiseKernel>());
}

}  // namespace slipway::engine
