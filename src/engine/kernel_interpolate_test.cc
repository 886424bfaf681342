#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/interpolate.h"

namespace slipway::engine {
namespace {

using model::Interpolate;

TEST(KernelInterpolate, BetweenKnots) {
  Bench bench({kF64});
  bench.stage(Interpolate{{{{0, 1, 3}, {10, 20, 0}}}});
  bench.row({-5}).row({0}).row({0.25}).row({1}).row({2}).row({3}).row({7}).row({kNan});
  const Rows rows = bench.run();
  EXPECT_EQ(Rows(rows.begin(), rows.end() - 1), (Rows{{10}, {10}, {12.5}, {20}, {10}, {0}, {0}}));
  EXPECT_TRUE(std::isnan(rows[7][0]));
}

// Of knots with equal x: the last from one side, the middle from both.
TEST(KernelInterpolate, EqualKnots) {
  const Interpolate::Column column{{0, 1, 1, 1, 2}, {0, 0.25, 0.5, 0.75, 1}};
  Bench one({kF64}), both({kF64});
  one.stage(Interpolate{{column}}).row({1}).row({0.5}).row({1.5});
  both.stage(Interpolate{{column}, true}).row({1}).row({0.5}).row({1.5});
  EXPECT_EQ(one.run(), (Rows{{0.75}, {0.125}, {0.875}}));
  EXPECT_EQ(both.run(), (Rows{{0.5}, {0.125}, {0.875}}));
}

TEST(KernelInterpolate, Ends) {
  Interpolate op{{{{1, 2}, {0.25, 0.75}, 1, 2, 0, 1}}};
  const auto asked = [&] {
    Bench bench({kF64});
    bench.stage(op).row({1}).row({2}).row({1.0625}).row({0.5}).row({2.5});
    return bench.run();
  };
  EXPECT_EQ(asked(), (Rows{{0.25}, {0.75}, {0.28125}, {0.25}, {0.75}}));
  op.ends = Interpolate::Ends::kEqual;
  EXPECT_EQ(asked(), (Rows{{0}, {1}, {0.28125}, {0.25}, {0.75}}));
  op.ends = Interpolate::Ends::kWithin, op.margin = 0.125;
  EXPECT_EQ(asked(), (Rows{{0}, {1}, {0}, {0}, {1}}));
}

}  // namespace
}  // namespace slipway::engine
