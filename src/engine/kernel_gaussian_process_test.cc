#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/gaussian_process.h"

namespace slipway::engine {
namespace {

TEST(KernelGaussianProcess, SquaresOfTheSolution) {
  Bench bench({kF64, kF64});
  // 2 v0 = k0, 1 v0 + 4 v1 = 3 k1
  bench.stage(model::ExplainedVariance{.lower = {2, 1, 4}, .weight = {1, 3}});
  bench.row({4, 2}).row({0, 0}).row({2, -1});
  EXPECT_EQ(bench.run(), (Rows{{5}, {0}, {2}}));
}

TEST(KernelGaussianProcess, RowsDoNotDependOnTheChunk) {
  Bench bench({kF64, kF64, kF64});
  bench.stage(model::ExplainedVariance{.lower = {1.5, 0.25, 1.25, 0.5, -0.75, 2}, .weight = {}});
  for (int i = 0; i < 150; ++i) bench.row({std::sin(i), std::cos(i), std::sin(2.0 * i)});
  const Rows all = bench.run();
  for (const std::int64_t chunk : {1, 7}) EXPECT_EQ(all, bench.run({}, chunk));
}

TEST(KernelGaussianProcess, AnUncertainScoreIsNearerToEven) {
  const auto chance = [](double mean, double variance) {
    Bench bench({kF64, kF64});
    const model::ValueId m = *bench.builder.select("mean", bench.last, {0});
    const model::ValueId v = *bench.builder.select("variance", bench.last, {1});
    bench.last = *bench.builder.add("stage", "test", {m, v}, model::LatentProbability{});
    bench.row({mean, variance});
    return bench.run()[0][0];
  };
  EXPECT_NEAR(chance(0, 1), 0.5, 1e-3);
  EXPECT_NEAR(chance(1, 1e-6), 1 / (1 + std::exp(-1.0)), 1e-2);
  EXPECT_GT(chance(1, 0.01), chance(1, 4));
  EXPECT_TRUE(std::isnan(chance(1, -1)));
}

}  // namespace
}  // namespace slipway::engine
