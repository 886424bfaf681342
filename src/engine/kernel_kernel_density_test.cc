#include <cmath>

#include "engine/bench_test.h"
#include "model/stages/kernel_density.h"

namespace slipway::engine {
namespace {

using model::DensityKernel;

double density(DensityKernel kernel, double x, const std::vector<double>& weights = {}) {
  Bench bench({data::Kind::kFloat64});
  bench.stage(model::KernelDensity{
      .learned = {.inputs = 1,
                  .rows = {0, 3},
                  .tree = {.order = {0, 1}, .nodes = {{0, 2, true, 1.5}}, .bounds = {0, 3}}},
      .kernel = kernel,
      .bandwidth = 2,
      .weights = weights,
      .total = weights.empty() ? 2.0 : 4.0,
      .log_norm = 0.5 + std::log(weights.empty() ? 2 : 4)});
  bench.row({x});
  return bench.run()[0][0];
}

TEST(KernelDensity, EveryKernel) {
  EXPECT_NEAR(density(DensityKernel::kGaussian, 1),
              0.5 + std::log(std::exp(-0.125) + std::exp(-0.5)), 1e-15);
  EXPECT_NEAR(density(DensityKernel::kTophat, 1.5), 0.5 + std::log(2), 1e-15);
  EXPECT_NEAR(density(DensityKernel::kEpanechnikov, -1), 0.5 + std::log(0.75), 1e-15);
  EXPECT_NEAR(density(DensityKernel::kExponential, 1),
              0.5 + std::log(std::exp(-0.5) + std::exp(-1)), 1e-15);
  EXPECT_NEAR(density(DensityKernel::kLinear, -1), 0.5 + std::log(0.5), 1e-15);
  EXPECT_NEAR(density(DensityKernel::kCosine, -1), 0.5 + std::log(std::cos(std::acos(-1.0) / 4)),
              1e-15);
}

TEST(KernelDensity, FarAwayThereIsNothing) {
  EXPECT_EQ(density(DensityKernel::kTophat, 50), -kInf);
  EXPECT_EQ(density(DensityKernel::kLinear, -2), -kInf);
}

TEST(KernelDensity, RowsHaveWeights) {
  EXPECT_NEAR(density(DensityKernel::kTophat, 1.5, {1, 3}), 0.5 + std::log(4), 1e-15);
}

}  // namespace
}  // namespace slipway::engine
