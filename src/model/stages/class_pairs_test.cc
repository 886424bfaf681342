// pair_scores, pair_votes, pair_probabilities: what is refused.
#include "model/stages/class_pairs.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, PairScores) {
  const PairScores good{.rows = {1, 0, 2}, .coef = {1, 2, 3, 4, 5, 6}, .intercept = {1, 2, 3}};
  EXPECT_EQ(made(good, {kF64, kF64, kF64}).size(), 3u);
  EXPECT_EQ(refusal(good, {kF64, kF64}), "rows has 3 values, wanted 2");
  EXPECT_EQ(refusal(good, {kF64, kF64, kF32}), "adds up what is not float64");
  PairScores op = good;
  op.coef.pop_back();
  EXPECT_EQ(refusal(op, {kF64, kF64, kF64}), "coef has 5 values, wanted 6");
  op = good, op.intercept.pop_back();
  EXPECT_EQ(refusal(op, {kF64, kF64, kF64}), "intercept has 2 values, wanted 3");
  op = good, op.rows = {3};
  EXPECT_EQ(refusal(op, {kF64, kF64, kF64}), "has no two classes");
}

TEST(Check, PairVotes) {
  EXPECT_EQ(made(PairVotes{.classes = 3}, {kF64, kF64, kF64}).size(), 3u);
  EXPECT_EQ(refusal(PairVotes{.classes = 4}, {kF64, kF64, kF64}), "scores has 3 values, wanted 6");
  EXPECT_EQ(refusal(PairVotes{.classes = 1}, {}), "has no two classes");
  EXPECT_EQ(refusal(PairVotes{.classes = 2}, {kI64}), "reads scores that are not float64");
}

TEST(Check, PairProbabilities) {
  const PairProbabilities good{.classes = 2, .a = {1}, .b = {2}};
  EXPECT_EQ(made(good, {kF64}).size(), 2u);
  PairProbabilities op = good;
  op.a = {};
  EXPECT_EQ(refusal(op, {kF64}), "a has 0 values, wanted 1");
  op = good, op.b = {1, 2};
  EXPECT_EQ(refusal(op, {kF64}), "b has 2 values, wanted 1");
}

}  // namespace
}  // namespace slipway::model
