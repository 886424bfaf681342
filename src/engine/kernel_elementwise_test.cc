#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/elementwise.h"

namespace slipway::engine {
namespace {

TEST(KernelElementwise, OneConstantForAllColumnsOrOneEach) {
  Bench bench({kF64, kF64});
  bench.stage(model::Elementwise{model::Function::kMultiply, {2}})
      .stage(model::Elementwise{model::Function::kAdd, {1, 10}})
      .stage(model::Elementwise{model::Function::kNegative, {}});
  bench.row({1, 2}).row({-0.5, kInf});
  EXPECT_EQ(bench.run(), (Rows{{-3, -14}, {-0.0, -kInf}}));
}

TEST(KernelElementwise, OfFloat32IsRoundedToFloat32) {
  Bench bench({kF32});
  bench.stage(model::Elementwise{model::Function::kSqrt, {}}).row({2});
  EXPECT_EQ(bench.run(), (Rows{{static_cast<double>(std::sqrt(2.0f))}}));
}

}  // namespace
}  // namespace slipway::engine
