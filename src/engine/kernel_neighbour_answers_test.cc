#include "engine/bench_test.h"
#include "model/stages/columns.h"
#include "model/stages/nearest.h"
#include "model/stages/neighbour_answers.h"

namespace slipway::engine {
namespace {

using data::Kind;

using Rows = std::vector<std::vector<double>>;

model::SearchedRows line() { return {.inputs = 1, .rows = {0, 1, 4, 9}}; }

Bench nearest(std::uint32_t count) {
  Bench bench({Kind::kFloat64});
  bench.stage(model::Nearest{.learned = line(), .count = count});
  return bench;
}
Bench within(double radius) {
  Bench bench({Kind::kFloat64});
  bench.stage(model::Within{.learned = line(), .radius = radius});
  return bench;
}

TEST(KernelNeighbourVote, CountsOrWeighs) {
  model::NeighbourVote vote{.class_of = {0, 1, 1, 2}, .classes = 3, .alone = {}};
  EXPECT_EQ(nearest(3).stage(vote).row({3}).run(), (Rows{{1, 2, 0}}));
  vote.by_distance = true;
  EXPECT_EQ(nearest(3).stage(vote).row({3}).run(), (Rows{{1 / 3.0, 1 + 0.5, 0}}));
  EXPECT_EQ(nearest(3).stage(vote).row({4}).run(), (Rows{{0, 1, 0}}));  // it is there
  vote.in_pairs = true;
  EXPECT_EQ(nearest(3).stage(vote).row({3}).run(), (Rows{{1 / 3.0, 1 + 0.5, 0}}));
}

TEST(KernelNeighbourVote, WithoutNeighbours) {
  model::NeighbourVote vote{.class_of = {0, 1, 1, 2}, .classes = 3, .alone = {0, 0, 1}};
  EXPECT_EQ(within(3).stage(vote).row({1}).row({50}).run(), (Rows{{1, 2, 0}, {0, 0, 1}}));
}

TEST(KernelNeighbourMean, OfNearAndOfWithin) {
  model::NeighbourMean mean{.values = {10, 20, 30, 50}};
  EXPECT_EQ(nearest(2).stage(mean).row({3}).run(), (Rows{{25}}));
  mean.by_distance = true;
  EXPECT_EQ(nearest(2).stage(mean).row({3}).run(), (Rows{{(30 + 20 * 0.5) / 1.5}}));
  mean.alone = -1;
  EXPECT_EQ(within(2).stage(mean).row({50}).row({9}).run(), (Rows{{-1}, {50}}));
  mean = {.values = {1, 2, 3, 4, 5, 6, 7, 8}, .outputs = 2};
  EXPECT_EQ(nearest(2).stage(mean).row({3}).run(), (Rows{{4, 5}}));
}

TEST(KernelNeighbourMean, InFloat32) {
  const float tenth = 0.1f;
  model::NeighbourMean mean{.values = std::vector<double>(4, static_cast<double>(tenth)),
                            .single = true};
  const float sum = tenth + tenth + tenth;
  EXPECT_EQ(nearest(3).stage(mean).row({3}).run(), (Rows{{static_cast<double>(sum / 3)}}));
}

TEST(KernelNeighbourGraph, OnesOrDistances) {
  EXPECT_EQ(nearest(2).stage(model::NeighbourGraph{.rows = 4}).stage(model::Dense{}).row({3}).run(),
            (Rows{{0, 1, 1, 0}}));
  const model::NeighbourGraph distances{.rows = 4, .distances = true};
  EXPECT_EQ(nearest(2).stage(distances).stage(model::Dense{}).row({3}).row({4}).run(),
            (Rows{{0, 2, 1, 0}, {0, 3, 0, 0}}));
  EXPECT_EQ(within(3).stage(distances).stage(model::Dense{}).row({1}).run(), (Rows{{1, 0, 3, 0}}));
}

TEST(KernelLocalOutliers, ComparesDensities) {
  const model::LocalOutliers op{.reach = {1, 1, 3, 5}, .density = {2, 2, 0.5, 0.25}};
  const double density = 1 / ((3 + 2) / 2.0 + 1e-10);
  EXPECT_EQ(nearest(2).stage(op).row({3}).run(), (Rows{{-((0.5 / density + 2 / density) / 2)}}));
}

}  // namespace
}  // namespace slipway::engine
