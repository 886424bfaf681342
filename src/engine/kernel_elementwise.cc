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

}  // namespace

base::Status register_kernel_elementwise(base::Kinds<Kernel>& kinds) {
  return kinds.add("elementwise",
                   std::make_unique<FamilyKernel<model::Elementwise, ElementwiseStep>>());
}

}  // namespace slipway::engine
