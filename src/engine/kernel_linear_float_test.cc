#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/linear_float.h"

namespace slipway::engine {
namespace {

TEST(KernelLinearFloat, RoundsEveryProductAndSum) {
  Bench bench({kF64, kF32});
  bench.stage(model::LinearFloat{2, {0.1f, 1, 0.3f, 2}, {0.7f, 0}}).row({1.1, 2.2});
  const float x = 1.1f, y = 2.2f;
  EXPECT_EQ(bench.run(), (Rows{{static_cast<double>((0.7f + x * 0.1f) + y * 0.3f),
                                static_cast<double>((0.0f + x) + y * 2)}}));
}

// From the intercept on, column by column: any other order loses another 1.
TEST(KernelLinearFloat, TheOrderOfTheSumIsTheColumns) {
  Bench bench({kF64, kF64});
  bench.stage(model::LinearFloat{2, {1, 1}, {1}}).row({1e10, -1e10}).row({-1, 1e10});
  EXPECT_EQ(bench.run(), (Rows{{0}, {1e10}}));
}

TEST(KernelLinearFloat, WhatIsMissingIsLeftOut) {
  Bench bench({kF64, kF64});
  bench.stage(model::LinearFloat{2, {2, 3}, {1}}).row({kNan, 1}).row({kNan, kNan}).row({1, 0});
  EXPECT_EQ(bench.run(), (Rows{{4}, {1}, {3}}));
}

}  // namespace
}  // namespace slipway::engine
