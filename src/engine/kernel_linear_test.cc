#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/linear.h"

namespace slipway::engine {
namespace {

TEST(KernelLinear, AddsInColumnOrderThenTheIntercept) {
  Bench bench({kF64, kF64});
  bench.stage(model::Linear{.inputs = 2, .coef = {0.1, 0.2, 1, 2}, .intercept = {0.3, -1}});
  bench.columns[0].append_float64(3), bench.columns[1].append_float64(7);
  EXPECT_EQ(bench.run(), (Rows{{(3 * 0.1 + 7 * 0.2) + 0.3, (3 * 1.0 + 7 * 2.0) - 1}}));
}

// Any other order gives 0 or 2.
TEST(KernelLinear, TheOrderOfTheSumIsTheColumns) {
  Bench bench({kF64, kF64, kF64});
  bench.stage(model::Linear{.inputs = 3, .coef = {1, 1, 1}, .intercept = {1}});
  bench.row({1e16, 1, -1e16});
  EXPECT_EQ(bench.run(), (Rows{{1}}));
}

TEST(KernelLinear, AFloat32IsWidenedFirst) {
  Bench bench({kF32, kF64});
  bench.stage(model::Linear{.inputs = 2, .coef = {3, 1}, .intercept = {0}}).row({0.1, 0.2});
  EXPECT_EQ(bench.run(), (Rows{{static_cast<double>(0.1f) * 3 + 0.2}}));
}

TEST(KernelLinear, WhatIsNotFiniteGoesThrough) {
  Bench bench({kF64});
  bench.stage(model::Linear{.inputs = 1, .coef = {0, 2}, .intercept = {1, 1}});
  bench.row({kInf}).row({kNan}).row({1e308});
  const Rows rows = bench.run();
  EXPECT_TRUE(std::isnan(rows[0][0]));  // inf * 0
  EXPECT_EQ(rows[0][1], kInf);
  EXPECT_TRUE(std::isnan(rows[1][0]) && std::isnan(rows[1][1]));
  EXPECT_EQ(rows[2], (std::vector<double>{1, kInf}));  // overflows
}

}  // namespace
}  // namespace slipway::engine
