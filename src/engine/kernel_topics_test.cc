#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/topics.h"

namespace slipway::engine {
namespace {

TEST(KernelTopics, SharesAddUpAndFollowTheWords) {
  const model::Topics op{.inputs = 2, .words = {0.9, 0.1, 0.2, 0.8}, .prior = 0.5};
  Bench bench({kF64, kF64});
  bench.stage(op).row({10, 0}).row({0, 10}).row({0, 0});
  const Rows rows = bench.run();
  for (const auto& row : rows) EXPECT_NEAR(row[0] + row[1], 1, 1e-15);
  EXPECT_GT(rows[0][0], 0.8);
  EXPECT_GT(rows[1][1], 0.8);
  EXPECT_EQ(rows[2][0], 0.5);  // nothing said
}

TEST(KernelTopics, ZeroRoundsLeaveThePrior) {
  Bench bench({kF64});
  bench.stage(model::Topics{.inputs = 1, .words = {1, 2}, .prior = 1, .iterations = 0}).row({3});
  EXPECT_EQ(bench.run(), (Rows{{0.5, 0.5}}));
}

}  // namespace
}  // namespace slipway::engine
