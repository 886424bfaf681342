// neighbour_vote, neighbour_mean, neighbour_graph, local_outliers: what is refused.
#include "model/stages/neighbour_answers.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

const Columns kNearest = {kF64, kF64, kI64, kI64};

TEST(Check, NeighbourVote) {
  const NeighbourVote sound{.class_of = {0, 1, 1}, .classes = 2, .alone = {}};
  EXPECT_EQ(made(sound, kNearest), (Columns{kF64, kF64}));
  EXPECT_EQ(refusal(sound, {kF64, kF64}), "takes what are no neighbours");
  EXPECT_EQ(refusal(sound, {kI64, kI64}), "takes what are no neighbours");
  EXPECT_EQ(refusal(sound, {kF64, kF64, kF64}, true), "");
  EXPECT_EQ(refusal(sound, {kF64, kF64}, true), "rows has 3 values, wanted 2");
  EXPECT_EQ(refusal(NeighbourVote{.class_of = {0, 2}, .classes = 2, .alone = {}}, kNearest),
            "a row is of no class");
  EXPECT_EQ(refusal(NeighbourVote{.class_of = {0}, .classes = 0, .alone = {}}, kNearest),
            "there is nothing to vote for");
  EXPECT_EQ(refusal(NeighbourVote{.class_of = {0}, .classes = 2, .alone = {1}}, kNearest),
            "alone has 1 values, wanted 2");
  EXPECT_EQ(refusal(NeighbourVote{.class_of = {}, .classes = 2, .alone = {}}, kNearest),
            "has no rows");
}

TEST(Check, NeighbourMean) {
  EXPECT_EQ(made(NeighbourMean{.values = {1, 2, 3, 4}, .outputs = 2}, kNearest),
            (Columns{kF64, kF64}));
  EXPECT_EQ(refusal(NeighbourMean{.values = {1, 2, 3}, .outputs = 2}, kNearest),
            "values are cut off");
  EXPECT_EQ(refusal(NeighbourMean{.values = {1}, .outputs = 0}, kNearest), "values are cut off");
}

TEST(Check, NeighbourGraph) {
  const Block block{kNearest};
  const auto graph = check(NeighbourGraph{.rows = 3}, {&block});
  ASSERT_TRUE(graph.ok());
  EXPECT_TRUE(graph->sparse);
  EXPECT_EQ(graph->width(), 3u);
}

TEST(Check, LocalOutliers) {
  EXPECT_EQ(made(LocalOutliers{.reach = {1, 2}, .density = {1, 2}}, kNearest), (Columns{kF64}));
  EXPECT_EQ(refusal(LocalOutliers{.reach = {1, 2}, .density = {1}}, kNearest),
            "density has 1 values, wanted 2");
  EXPECT_EQ(refusal(LocalOutliers{.reach = {1}, .density = {1}}, {kF64}, true),
            "takes the nearest rows only");
}

}  // namespace
}  // namespace slipway::model
