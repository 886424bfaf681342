#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/class_pairs.h"

namespace slipway::engine {
namespace {

TEST(KernelClassPairs, ScoresTakeTheirLineOfCoefficients) {
  Bench bench({kF64, kF64, kF64});
  // rows: one of class 0, one of class 1, one of class 2
  bench.stage(model::PairScores{
      .rows = {1, 1, 1}, .coef = {1, 2, 3, 10, 20, 30}, .intercept = {0.5, 0.25, 0}});
  bench.row({1, 1, 1}).row({1, 0, -1});
  EXPECT_EQ(bench.run(), (Rows{{3.5, 13.25, 50}, {1.5, 7.25, -30}}));
}

TEST(KernelClassPairs, ATieGoesToTheSecondOrWithConfidenceToTheFirst) {
  Bench votes({kF64, kF64, kF64}), shares({kF64, kF64, kF64});
  votes.stage(model::PairVotes{.classes = 3});
  shares.stage(model::PairVotes{.classes = 3, .confidence = true});
  for (Bench* bench : {&votes, &shares}) bench->row({1, 2, 3}).row({0, 0, 0}).row({-1, 2, 0});
  EXPECT_EQ(votes.run(), (Rows{{2, 1, 0}, {0, 1, 2}, {1, 1, 1}}));
  const auto share = [](double s) { return s / (3 * (std::abs(s) + 1)); };
  EXPECT_EQ(shares.run(), (Rows{{2 + share(3), 1 + share(2), share(-5)},
                                {2, 1, 0},
                                {1 + share(1), 2 + share(1), share(-2)}}));
}

TEST(KernelClassPairs, ProbabilitiesOfTwoClassesAreTheSigmoid) {
  Bench bench({kF64});
  bench.stage(model::PairProbabilities{.classes = 2, .a = {-1}, .b = {0}});
  bench.row({0}).row({2}).row({100}).row({-100});
  const Rows rows = bench.run();
  EXPECT_EQ(rows[0], (std::vector<double>{0.5, 0.5}));
  EXPECT_NEAR(rows[1][0], 1 / (1 + std::exp(-2.0)), 3e-3);  // as near as the rounds go
  EXPECT_GT(rows[2][0], 0.99);
  EXPECT_GT(rows[3][1], 0.99);
}

TEST(KernelClassPairs, ProbabilitiesAddUp) {
  Bench bench({kF64, kF64, kF64});
  bench.stage(model::PairProbabilities{.classes = 3, .a = {-1, -2, -1}, .b = {0, 0.5, 0}});
  bench.row({1, 2, 0.5}).row({-3, -1, 2}).row({kInf, -kInf, 0});
  for (const auto& row : bench.run()) EXPECT_NEAR(row[0] + row[1] + row[2], 1, 1e-12);
}

}  // namespace
}  // namespace slipway::engine
