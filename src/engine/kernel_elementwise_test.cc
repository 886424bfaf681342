#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "engine/kernel.h"
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

TEST(KernelElementwise, OfASparseBlockLeavesZerosOut) {
  const model::Block in{.columns = {3, model::Element::kF64}, .sparse = true};
  const model::Op op = model::Elementwise{model::Function::kGreater, {1}};
  const model::Stage stage{.name = "", .origin = "", .inputs = {0}, .output = in, .op = op};
  SparseRows rows, out;
  rows.start();
  rows.add(0, 3), rows.add(2, 1), rows.end_row();
  rows.end_row();
  rows.add(1, -2), rows.add(2, 1.5), rows.end_row();
  engine::Run run{.rows = 3, .in = {}, .sparse_in = {&rows}};
  run.sparse_out = &out;
  (*kernels().find("elementwise"))->prepare(stage, model::Model())->run(run);
  EXPECT_EQ(out.begin, (std::vector<std::size_t>{0, 1, 1, 2}));
  EXPECT_EQ(out.column, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(out.value, (std::vector<double>{1, 1}));
}

}  // namespace
}  // namespace slipway::engine
