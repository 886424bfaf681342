// shares: scores of a row made to shares of their sum, in numpy's order of adding.
#include <cmath>

#include "base/pairwise_sum.h"
#include "engine/kernel.h"
#include "model/stages/shares.h"

namespace slipway::engine {
namespace {

using model::NoShare;

class SharesStep final : public Step {
 public:
  SharesStep(const model::Shares& op, const model::Stage& stage, const model::Model&)
      : op_(op), width_(stage.output.width()) {}

  void run(Run& run) const override {
    for (std::int64_t i = 0; i < run.rows; ++i) {
      const double sum =
          base::pairwise_sum([&](std::size_t j) { return run.in[0][j].f64[i]; }, 0, width_);
      for (std::size_t j = 0; j < width_; ++j) run.out[j].f64[i] = share(run.in[0][j].f64[i], sum);
    }
  }
  double ns_per_row() const override { return 3.0 * static_cast<double>(width_); }

 private:
  double share(double x, double sum) const {
    const double uniform = 1.0 / static_cast<double>(width_);
    double out = x / sum;
    if (op_.no_share == NoShare::kUniformOfNan) {
      if (std::isnan(out)) out = uniform;
    } else if (sum == 0) {
      out = op_.no_share == NoShare::kUniform ? uniform : x;
    }
    return op_.cut && out > 1 && out <= 1 + 1e-5 ? 1 : out;
  }

  const model::Shares& op_;
  const std::size_t width_;
};

}  // namespace

base::Status register_kernel_shares(base::Kinds<Kernel>& kinds) {
  return kinds.add("shares", std::make_unique<FamilyKernel<model::Shares, SharesStep>>());
}

}  // namespace slipway::engine
