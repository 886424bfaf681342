// kernel_density: the density of learned rows at a row.
#include "engine/density_search.h"
#include "engine/kernel.h"
#include "model/stages/kernel_density.h"

namespace slipway::engine {
namespace {

constexpr double kRowShare = 0.25;  // of the rows are added up; the others are bounded
constexpr double kRowNs = 250;

class DensityStep final : public Step {
 public:
  DensityStep(const model::KernelDensity& op, const model::Stage& stage, const model::Model& model)
      : distance_(op.learned),
        search_(op, distance_),
        elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    DensitySearch::Scratch scratch;
    std::vector<double> x(elements_.size());
    for (std::int64_t i = 0; i < run.rows; ++i) {
      for (std::size_t j = 0; j < x.size(); ++j) x[j] = number_at(run.in[0][j], elements_[j], i);
      run.out[0].f64[i] = search_.run(x.data(), scratch);
    }
  }
  double ns_per_row() const override {
    return kRowShare * kRowNs * static_cast<double>(distance_.rows());
  }

 private:
  const RowDistance distance_;
  const DensitySearch search_;
  const std::vector<model::Element> elements_;
};

}  // namespace

base::Status register_kernel_kernel_density(base::Kinds<Kernel>& kinds) {
  return kinds.add("kernel_density",
                   std::make_unique<FamilyKernel<model::KernelDensity, DensityStep>>());
}

}  // namespace slipway::engine
