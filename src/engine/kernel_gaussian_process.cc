// explained_variance, latent_probability: what Gaussian processes make of kernel values.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/kernel.h"
#include "model/stages/gaussian_process.h"

namespace slipway::engine {
namespace {

// Rows side by side: each has its own accumulators.
class ExplainedVarianceStep final : public Step {
 public:
  ExplainedVarianceStep(const model::ExplainedVariance& op, const model::Stage& stage,
                        const model::Model& model)
      : op_(op), width_(model.block(stage.inputs[0]).width()) {}

  void run(Run& run) const override {
    run.workspace->resize(width_ * kRowsMax);
    for (std::int64_t first = 0; first < run.rows; first += kRowsMax)
      solve(run, first, std::min(kRowsMax, run.rows - first));
  }
  double ns_per_row() const override { return 0.5 * static_cast<double>(op_.lower.size()); }

 private:
  static constexpr std::int64_t kRowsMax = 64;

  void solve(const Run& run, std::int64_t first, std::int64_t count) const {
    double* out = run.out[0].f64 + first;
    std::fill_n(out, count, 0.0);
    const double* lower = op_.lower.data();
    for (std::size_t i = 0; i < width_; ++i) {
      double* v = run.workspace->data() + i * kRowsMax;
      const double weight = op_.weight.empty() ? 1 : op_.weight[i];
      for (std::int64_t r = 0; r < count; ++r) v[r] = weight * run.in[0][i].f64[first + r];
      for (std::size_t j = 0; j < i; ++j) {
        const double* before = run.workspace->data() + j * kRowsMax;
        const double factor = lower[j];
        for (std::int64_t r = 0; r < count; ++r) v[r] -= factor * before[r];
      }
      for (std::int64_t r = 0; r < count; ++r) {
        v[r] /= lower[i];
        out[r] += v[r] * v[r];
      }
      lower += i + 1;
    }
  }

  const model::ExplainedVariance& op_;
  const std::size_t width_;
};

// In long double and rounded once: the same bits on every machine.
double error_function(double x) {
  return static_cast<double>(std::erf(static_cast<long double>(x)));
}

constexpr double kLambdas[] = {0.41, 0.4, 0.37, 0.44, 0.39};
constexpr double kCoefs[] = {-1854.8214151, 3516.89893646, 221.29346712, 128.12323805,
                             -2010.49422654};

// In the order of arithmetic of scikit-learn's _gpc.py.
double probability(double mean, double variance) {
  const double alpha = 1 / (2 * variance);
  double sum = 0, coefs = 0;
  for (std::size_t k = 0; k < std::size(kLambdas); ++k) {
    const double lambda = kLambdas[k];
    const double error =
        error_function(lambda * mean * std::sqrt(alpha / (alpha + lambda * lambda)));
    const double integral = std::sqrt(std::numbers::pi / alpha) * error /
                            (2 * std::sqrt(variance * 2 * std::numbers::pi));
    sum += kCoefs[k] * integral;
    coefs += kCoefs[k];
  }
  return sum + 0.5 * coefs;
}

class LatentProbabilityStep final : public Step {
 public:
  LatentProbabilityStep(const model::LatentProbability&, const model::Stage&, const model::Model&) {
  }

  void run(Run& run) const override {
    for (std::int64_t i = 0; i < run.rows; ++i)
      run.out[0].f64[i] = probability(run.in[0][0].f64[i], run.in[1][0].f64[i]);
  }
  double ns_per_row() const override { return 500; }
};

}  // namespace

base::Status register_kernel_gaussian_process(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(
      kinds.add("explained_variance",
                std::make_unique<FamilyKernel<model::ExplainedVariance, ExplainedVarianceStep>>()));
  return kinds.add(
      "latent_probability",
      std::make_unique<FamilyKernel<model::LatentProbability, LatentProbabilityStep>>());
}

}  // namespace slipway::engine
