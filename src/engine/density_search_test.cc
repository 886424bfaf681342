// However the tree is walked, the sum is that over all rows; goldens have the library's bits.
#include "engine/density_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace slipway::engine {
namespace {

using model::KernelDensity;

constexpr int kLevels = 4, kRows = 64;

// Of one column, rows in order, halved level by level.
KernelDensity planted(bool ball) {
  KernelDensity op{.learned = {.inputs = 1}, .bandwidth = 0.5, .total = kRows};
  for (int i = 0; i < kRows; ++i) op.learned.rows.push_back(i * 0.1 + 0.03 * std::sin(i));
  model::SearchTree& tree = op.learned.tree;
  tree.ball = ball;
  tree.order.resize(kRows);
  std::iota(tree.order.begin(), tree.order.end(), 0u);
  std::vector<double> ends[2];
  for (std::uint32_t level = 0; level < kLevels; ++level)
    for (std::uint32_t i = 0; i < 1u << level; ++i) {
      const std::uint32_t size = kRows >> level, begin = i * size, end = begin + size;
      const double least = op.learned.rows[begin], greatest = op.learned.rows[end - 1];
      tree.nodes.push_back({begin, end, level + 1 == kLevels, (greatest - least) / 2});
      ends[0].push_back(ball ? (least + greatest) / 2 : least);
      ends[1].push_back(greatest);
    }
  tree.bounds = ends[0];
  if (!ball) tree.bounds.insert(tree.bounds.end(), ends[1].begin(), ends[1].end());
  return op;
}

double found(const KernelDensity& op, double x) {
  const RowDistance distance(op.learned);
  DensitySearch::Scratch scratch;
  return DensitySearch(op, distance).run(&x, scratch) + std::log(op.total);
}

double summed(const KernelDensity& op, double x) {
  double sum = 0;
  for (std::size_t i = 0; i < kRows; ++i) {
    const double d = x - op.learned.rows[i];
    sum += (op.weights.empty() ? 1 : op.weights[i]) * std::exp(-2 * d * d);
  }
  return std::log(sum);
}

TEST(DensitySearch, EveryWalkFindsTheSum) {
  for (const bool ball : {false, true})
    for (const bool breadth_first : {false, true})
      for (const bool weighted : {false, true}) {
        KernelDensity op = planted(ball);
        op.breadth_first = breadth_first;
        if (weighted) {
          for (int i = 0; i < kRows; ++i) op.weights.push_back(1 + i % 3);
          op.total = std::accumulate(op.weights.begin(), op.weights.end(), 0.0);
        }
        for (const double x : {-3.0, 0.0, 1.23, 3.2, 6.0, 9.0})
          EXPECT_NEAR(found(op, x), summed(op, x), 1e-7) << ball << breadth_first << weighted << x;
      }
}

// Walks that bounded nothing would give the same.
TEST(DensitySearch, ATolerancePutsBoundsInThePlaceOfRows) {
  KernelDensity op = planted(false);
  op.rtol = 0.3;
  const double rough = found(op, 1.23);
  EXPECT_NE(rough, found(planted(false), 1.23));
  EXPECT_NEAR(rough, summed(op, 1.23), 0.3);
  op.rtol = 1e-8;
  op.atol = 0.1;
  EXPECT_NE(found(op, 1.23), found(planted(false), 1.23));
}

TEST(DensitySearch, NodesOfEqualDistanceAreFoundInTheSameOrderAgain) {
  const KernelDensity op = planted(true);
  const RowDistance distance(op.learned);
  const DensitySearch search(op, distance);
  DensitySearch::Scratch scratch;
  const double x = 3.2, other = -1;
  const double first = search.run(&x, scratch);
  search.run(&other, scratch);
  EXPECT_EQ(search.run(&x, scratch), first);
}

}  // namespace
}  // namespace slipway::engine
