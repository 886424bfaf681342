// kernel_density: the density of learned rows at a row.
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/functions.h"
#include "engine/kernel.h"
#include "engine/math.h"
#include "engine/row_distance.h"
#include "model/stages/kernel_density.h"

namespace slipway::engine {
namespace {

using model::DensityKernel;

constexpr double kNothing = -std::numeric_limits<double>::infinity();

class DensityStep final : public Step {
 public:
  DensityStep(const model::KernelDensity& op, const model::Stage& stage, const model::Model& model)
      : op_(op), distance_(op.learned), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    std::vector<double> x(elements_.size()), terms(distance_.rows());
    for (std::int64_t i = 0; i < run.rows; ++i) {
      for (std::size_t j = 0; j < x.size(); ++j) x[j] = number_at(run.in[0][j], elements_[j], i);
      distance_.ranks(x.data(), terms.data());
      double greatest = kNothing;
      for (std::size_t r = 0; r < terms.size(); ++r) {
        terms[r] = kernel(distance_.distance(terms[r]));
        if (!op_.log_weight.empty()) terms[r] += op_.log_weight[r];
        greatest = std::max(greatest, terms[r]);
      }
      double sum = 0;
      if (greatest != kNothing)
        for (const double term : terms) sum += exact_exp(term - greatest);
      run.out[0].f64[i] = sum == 0 ? kNothing : op_.offset + (greatest + exact_log(sum));
    }
  }
  double ns_per_row() const override {
    return distance_.ns_per_row() + 20.0 * static_cast<double>(distance_.rows());
  }

 private:
  double kernel(double d) const {
    const double h = op_.bandwidth;
    switch (op_.kernel) {
      case DensityKernel::kGaussian:
        return -0.5 * (d * d) / (h * h);
      case DensityKernel::kTophat:
        return d < h ? 0 : kNothing;
      case DensityKernel::kEpanechnikov:
        return d < h ? exact_log(1 - d * d / (h * h)) : kNothing;
      case DensityKernel::kExponential:
        return -d / h;
      case DensityKernel::kLinear:
        return d < h ? exact_log(1 - d / h) : kNothing;
      case DensityKernel::kCosine:
        break;
    }
    if (!(d < h)) return kNothing;
    return exact_log(function_of(model::Function::kCos)(0.5 * std::numbers::pi * d / h, 0));
  }

  const model::KernelDensity& op_;
  const RowDistance distance_;
  const std::vector<model::Element> elements_;
};

}  // namespace

base::Status register_kernel_kernel_density(base::Kinds<Kernel>& kinds) {
  return kinds.add("kernel_density",
                   std::make_unique<FamilyKernel<model::KernelDensity, DensityStep>>());
}

}  // namespace slipway::engine
