// votes, weighted_median, place: what is refused.
#include "model/stages/vote.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, Votes) {
  EXPECT_EQ(made(Votes{3, {1, 1}, {0, 0}}, {kI64, kI64}), Columns({kF64, kF64, kF64}));
  EXPECT_EQ(refusal(Votes{3, {1}, {0}}, {kF64}), "counts votes that are no index");
  EXPECT_EQ(refusal(Votes{0, {1}, {0}}, {kI64}), "there is nothing to vote for");
  EXPECT_EQ(refusal(Votes{2, {1}, {0}}, {kI64, kI64}), "yes has 1 values, wanted 2");
  EXPECT_EQ(refusal(Votes{2, {1, 1}, {0}}, {kI64, kI64}), "no has 1 values, wanted 2");
  EXPECT_EQ(contract(Votes{3, {1, 1}, {0, 0}}), "votes of 2 for 3 classes, added in order");
}

TEST(Check, WeightedMedian) {
  EXPECT_EQ(made(WeightedMedian{{1, 2}}, {kF64, kF64}), Columns({kF64}));
  EXPECT_EQ(refusal(WeightedMedian{{1}}, {kF32}), "takes the median of float64 only");
  EXPECT_EQ(refusal(WeightedMedian{{1}}, {kF64, kF64}), "weights has 1 values, wanted 2");
}

TEST(Check, Place) {
  EXPECT_EQ(made(Place{{2, 0}, {0, 0, 0}}, {kF64, kF64}), Columns({kF64, kF64, kF64}));
  EXPECT_EQ(made(Place{{}, {1}}, {kText}), Columns({kF64}));
  EXPECT_EQ(refusal(Place{{1, 1}, {0, 0}}, {kF64, kF64}), "a place is not there or is taken");
  EXPECT_EQ(refusal(Place{{2}, {0, 0}}, {kF64}), "a place is not there or is taken");
  EXPECT_EQ(refusal(Place{{0}, {0, 0}}, {kF32}), "places float64 only");
  EXPECT_EQ(refusal(Place{{}, {}}, {kF64}), "makes no column");
}

}  // namespace
}  // namespace slipway::model
