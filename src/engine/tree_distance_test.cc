#include "engine/tree_distance.h"

#include <cmath>

#include <gtest/gtest.h>

namespace slipway::engine {
namespace {

using model::Metric;

// A node of (0, 0) to (2, 1), or around (1, 0.5).
model::SearchedRows rows(Metric metric, bool ball = false) {
  model::SearchedRows learned{.metric = metric, .p = 3, .inputs = 2, .rows = {0, 1, 2, 0}};
  learned.tree = {.ball = ball, .order = {0, 1}, .nodes = {{0, 2, true, 0.25}}};
  learned.tree.bounds = ball ? std::vector<double>{1, 0.5} : std::vector<double>{0, 0, 2, 1};
  return learned;
}

NodeDistance from(const model::SearchedRows& learned, std::vector<double> x) {
  const RowDistance distance(learned);
  const NodeDistance found = node_distance(learned, distance, x.data(), 0);
  EXPECT_DOUBLE_EQ(least_rank(learned, distance, x.data(), 0), distance.rank_of(found.least));
  return found;
}

TEST(TreeDistance, OfABoxByEveryMetricOfKdTrees) {
  NodeDistance found = from(rows(Metric::kEuclidean), {5, 5});
  EXPECT_DOUBLE_EQ(found.least, 5);
  EXPECT_DOUBLE_EQ(found.greatest, std::sqrt(50));
  found = from(rows(Metric::kManhattan), {5, 5});
  EXPECT_DOUBLE_EQ(found.least, 7);
  EXPECT_DOUBLE_EQ(found.greatest, 10);
  found = from(rows(Metric::kChebyshev), {5, -2});
  EXPECT_DOUBLE_EQ(found.least, 3);
  EXPECT_DOUBLE_EQ(found.greatest, 5);
  found = from(rows(Metric::kMinkowski), {3, 2});
  EXPECT_DOUBLE_EQ(found.least, std::cbrt(2));
  EXPECT_DOUBLE_EQ(found.greatest, std::cbrt(35));
}

TEST(TreeDistance, WithinABoxTheLeastIsNothing) {
  const NodeDistance found = from(rows(Metric::kEuclidean), {0.5, 0.5});
  EXPECT_EQ(found.least, 0);
  EXPECT_DOUBLE_EQ(found.greatest, std::sqrt(2.5));
}

TEST(TreeDistance, OfABallByItsRadius) {
  NodeDistance found = from(rows(Metric::kEuclidean, true), {1, 2.5});
  EXPECT_DOUBLE_EQ(found.least, 1.75);
  EXPECT_DOUBLE_EQ(found.greatest, 2.25);
  found = from(rows(Metric::kEuclidean, true), {1, 0.5});
  EXPECT_EQ(found.least, 0);
}

}  // namespace
}  // namespace slipway::engine
