#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/neighbour_impute.h"

namespace slipway::engine {
namespace {

using model::NeighbourImpute;

NeighbourImpute rows() {
  return {.missing = number(kNan),
          .inputs = 2,
          .rows = {0, 10, 1, 20, 5, 70, kNan, 90, 9, kNan},
          .mean = {3.75, 47.5},
          .neighbours = 2};
}

double filled(const NeighbourImpute& op, const std::vector<double>& row, std::size_t column) {
  Bench bench({kF64, kF64});
  bench.stage(op).row(row);
  return bench.run()[0][column];
}

TEST(KernelNeighbourImpute, TakesTheMeanOfTheNearest) {
  EXPECT_EQ(filled(rows(), {0.25, kNan}, 1), 15);
  EXPECT_EQ(filled(rows(), {4, kNan}, 1), 45);
  EXPECT_EQ(filled(rows(), {4, 3}, 1), 3);
  EXPECT_EQ(filled(rows(), {kNan, 12}, 0), 0.5);
  EXPECT_EQ(filled(rows(), {kNan, kNan}, 1), 47.5);  // nothing to compare with
}

TEST(KernelNeighbourImpute, ByDistance) {
  NeighbourImpute op = rows();
  op.by_distance = true;
  EXPECT_DOUBLE_EQ(filled(op, {0.25, kNan}, 1), (10 * 3 + 20.0) / 4);
  EXPECT_EQ(filled(op, {1, kNan}, 1), 20);  // it is there
}

TEST(KernelNeighbourImpute, WhatHasNoDistanceWeighsNothing) {
  NeighbourImpute op = rows();
  op.neighbours = 9;
  EXPECT_EQ(filled(op, {0, kNan}, 1), (10 + 20 + 70) / 3.0);
  op.counts_lost = true;
  EXPECT_EQ(filled(op, {0, kNan}, 1), (10 + 20 + 70 + 90) / 4.0);
}

TEST(KernelNeighbourImpute, AnotherValueMayBeMissing) {
  NeighbourImpute op = rows();
  op.missing = number(-1);
  EXPECT_EQ(filled(op, {0.25, -1}, 1), 15);
}

TEST(KernelWhere, Chooses) {
  Bench bench({kF64, kF64, kF64});
  std::vector<ValueId> columns;
  for (std::uint32_t j = 0; j < 3; ++j) columns.push_back(*bench.builder.select("column", 0, {j}));
  bench.last = *bench.builder.add("where", "test", columns, model::Where{});
  bench.row({1, 2, 3}).row({0, 2, 3}).row({-0.0, 2, 3}).row({kNan, 2, 3});
  EXPECT_EQ(bench.run(), (Rows{{2}, {3}, {3}, {2}}));
}

}  // namespace
}  // namespace slipway::engine
