#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/scale.h"

namespace slipway::engine {
namespace {

TEST(KernelScale, SubtractsThenDivides) {
  Bench bench({kF64});
  bench.stage(model::Scale{.offset = {1}, .divisor = {3}});
  bench.columns[0].append_float64(2);
  bench.columns[0].append_null();
  const auto rows = bench.run();
  EXPECT_EQ(rows[0][0], (2.0 - 1.0) / 3.0);
  EXPECT_TRUE(std::isnan(rows[1][0]));
}

TEST(KernelScale, MultipliesAddsAndClips) {
  Bench bench({kF64});
  bench.stage(model::Scale{.factor = {0.1}, .addend = {0.2}, .clip_min = 0, .clip_max = 1});
  for (const double x : {1.0, -100.0, 100.0}) bench.columns[0].append_float64(x);
  EXPECT_EQ(bench.run(), (Rows{{1.0 * 0.1 + 0.2}, {0}, {1}}));
}

// 0.1f - 0.3f, not float32(0.1 - 0.3).
TEST(KernelScale, WorksInTheElementsOwnType) {
  Bench single({kF32});
  single.stage(model::Scale{.offset = {0.3}, .divisor = {0.7}}).row({0.1});
  EXPECT_EQ(single.run(), (Rows{{static_cast<double>((0.1f - 0.3f) / 0.7f)}}));
}

TEST(KernelScale, ClipsWhatIsBeyondAndLeavesNan) {
  Bench bench({kF64});
  bench.stage(model::Scale{.clip_min = -1, .clip_max = 2});
  bench.row({-kInf}).row({kInf}).row({-1}).row({1.5}).row({kNan});
  const Rows rows = bench.run();
  EXPECT_EQ(Rows(rows.begin(), rows.end() - 1), (Rows{{-1}, {2}, {-1}, {1.5}}));
  EXPECT_TRUE(std::isnan(rows[4][0]));
}

TEST(KernelScale, ADivisorOfZeroIsIeee) {
  Bench bench({kF64});
  bench.stage(model::Scale{.divisor = {0}}).row({1}).row({-1}).row({0}).row({5e-324});
  const Rows rows = bench.run();
  EXPECT_EQ(rows[0][0], kInf);
  EXPECT_EQ(rows[1][0], -kInf);
  EXPECT_TRUE(std::isnan(rows[2][0]));
  EXPECT_EQ(rows[3][0], kInf);  // a denormal is not zero
}

}  // namespace
}  // namespace slipway::engine
