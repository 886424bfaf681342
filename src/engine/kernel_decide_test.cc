#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/decide.h"
#include "model/stages/scale.h"

namespace slipway::engine {
namespace {

TEST(KernelDecide, TakesTheFirstGreatest) {
  Bench bench({kF64, kF64});
  bench.stage(model::Decide{});
  bench.columns[0].append_float64(1), bench.columns[1].append_float64(1);
  bench.columns[0].append_float64(1), bench.columns[1].append_float64(2);
  EXPECT_EQ(bench.run(), (Rows{{0}, {1}}));
}

// numpy.argmax([nan, 1, 2]) is 0, of [1, nan, 2] it is 1.
TEST(KernelDecide, NanIsTheGreatestAsInNumpy) {
  Bench bench({kF64, kF64, kF64});
  bench.stage(model::Decide{});
  bench.row({kNan, 1, 2}).row({1, kNan, 2}).row({1, kNan, kNan}).row({kNan, kNan, kNan});
  EXPECT_EQ(bench.run(), (Rows{{0}, {1}, {1}, {0}}));
}

TEST(KernelDecide, TiesAndInfinitiesAsInNumpy) {
  Bench bench({kF64, kF64, kF64});
  bench.stage(model::Decide{});
  bench.row({-kInf, -kInf, -kInf}).row({0.0, -0.0, 0.0}).row({-1, kInf, kInf}).row({-5e-324, 0, 0});
  EXPECT_EQ(bench.run(), (Rows{{0}, {0}, {1}, {1}}));
}

TEST(KernelDecide, OneColumnIsComparedWithTheThreshold) {
  const auto decided = [](model::Decide decide, double x) {
    Bench bench({kF64});
    return bench.stage(decide).row({x}).run()[0][0];
  };
  EXPECT_EQ(decided({.threshold = 0.5}, 0.5), 0);
  EXPECT_EQ(decided({.threshold = 0.5}, 0.5000000000000001), 1);
  EXPECT_EQ(decided({.threshold = 0.5, .greater_or_equal = true}, 0.5), 1);
  EXPECT_EQ(decided({.threshold = 0.5, .greater_or_equal = true}, kNan), 0);
  EXPECT_EQ(decided({.threshold = 0}, kNan), 0);
  EXPECT_EQ(decided({.threshold = 0}, -0.0), 0);
  EXPECT_EQ(decided({.threshold = kInf}, kInf), 0);  // of one class: always the first
}

TEST(KernelDecide, AFloat32IsWidenedBeforeItIsCompared) {
  Bench bench({kF32});
  EXPECT_EQ(bench.stage(model::Decide{.threshold = 0.1}).row({0.1}).run(), (Rows{{1}}));
  Bench pair({kF32, kF64});
  EXPECT_EQ(pair.stage(model::Decide{}).row({0.1, 0.1}).run(), (Rows{{0}}));  // 0.1f > 0.1
}

// Two blocks: the columns, and the columns plus one.
Rows combined(model::Combine op, data::Kind kind, const std::vector<double>& row) {
  Bench bench({kind});
  const auto first = bench.last;
  bench.stage(model::Scale{.offset = {-1}});
  bench.last = *bench.builder.add("both", "test", {first, bench.last}, std::move(op));
  return bench.row(row).run();
}

TEST(KernelDecide, BlocksAreCombinedInOrder) {
  EXPECT_EQ(combined({}, kF64, {2}), (Rows{{5}}));
  EXPECT_EQ(combined({.weights = {2, 3}, .divisor = 5}, kF64, {2}), (Rows{{13.0 / 5}}));
  const float single = 0.1f;
  EXPECT_EQ(combined({.divisor = 3}, kF32, {0.1}),
            (Rows{{static_cast<double>((single + (single + 1)) / 3)}}));
}

// numpy.logaddexp(x, x + 1) - numpy.log(2).
TEST(KernelDecide, LogarithmsAreCombinedAsNumpyDoes) {
  const auto log = [](double x) {
    return combined({.divisor = 2, .in_logs = true}, kF64, {x})[0][0];
  };
  EXPECT_NEAR(log(-1), -0.37988549304172247, 1e-16);
  EXPECT_EQ(log(-kInf), -kInf);
  EXPECT_EQ(log(kInf), kInf);
}

}  // namespace
}  // namespace slipway::engine
