#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/decide.h"
#include "model/stages/vote.h"

namespace slipway::engine {
namespace {

TEST(KernelVote, VotesAreAddedInOrder) {
  Bench bench({kF64, kF64, kF64});
  bench.stage(model::Decide{.threshold = 0.5, .each_column = true});
  bench.stage(model::Votes{2, {0.5, 2, 1e-17}, {-0.25, 0, 0}});
  bench.row({1, 0, 0}).row({0, 1, 1});
  EXPECT_EQ(bench.run(), (Rows{{-0.25 + 2.0, 0.5}, {0.5, -0.25 + 2.0}}));
}

// numpy.cumsum(w[order]) >= 0.5 * total.
TEST(KernelVote, TheMedianIsWhereTheWeightsReachHalf) {
  const auto median = [](std::vector<double> weights, const std::vector<double>& row) {
    Bench bench(std::vector<data::Kind>(weights.size(), kF64));
    return bench.stage(model::WeightedMedian{std::move(weights)}).row(row).run()[0][0];
  };
  EXPECT_EQ(median({1, 1, 1}, {3, 1, 2}), 2);
  EXPECT_EQ(median({1, 1, 1, 1}, {4, 3, 1, 2}), 2);  // exactly half is enough
  EXPECT_EQ(median({1, 1, 9}, {3, 1, 2}), 2);
  EXPECT_EQ(median({9, 1, 1}, {3, 1, 2}), 3);
  EXPECT_EQ(median({1, 1, 5}, {kNan, 1, 2}), 2);
  EXPECT_EQ(median({0, 0, 0}, {3, 1, 2}), 1);
  EXPECT_EQ(median({kNan, 1, 1}, {3, 1, 2}), 1);
}

TEST(KernelVote, ColumnsAreAtTheirPlaces) {
  Bench bench({kF64, kF64});
  bench.stage(model::Place{{2, 0}, {7, -kInf, 9}});
  bench.row({1, 2});
  EXPECT_EQ(bench.run(), (Rows{{2, -kInf, 1}}));
}

TEST(KernelVote, WithoutColumnsItIsAConstant) {
  Bench bench({kText});
  bench.stage(model::Place{{}, {0.25, 0.75}});
  bench.row({0}).row({0});
  EXPECT_EQ(bench.run(), (Rows{{0.25, 0.75}, {0.25, 0.75}}));
}

}  // namespace
}  // namespace slipway::engine
