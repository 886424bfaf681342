// Heaps, sorting and a walk through a tree give what looking at every row does; of equally near rows
// those of golden/.
#include "engine/nearest_rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace slipway::engine {
namespace {

using model::Nearest;
using model::TieOrder;

TEST(Heap, KeepsTheNearestAndTheFirstOfEqualOnes) {
  Neighbours heap;
  heap.start(3);
  const std::vector<double> ranks = {5, 2, 2, 9, 2, 1, 2};
  for (std::size_t i = 0; i < ranks.size(); ++i)
    heap_push(heap, ranks[i], static_cast<std::int64_t>(i));
  sort_neighbours(heap, true);
  EXPECT_EQ(heap.rank, (std::vector<double>{1, 2, 2}));
  EXPECT_EQ(heap.row[0], 5);
}

TEST(Sort, EitherWayIsSorted) {
  for (const bool insertion : {false, true})
    for (const std::size_t size : {1u, 2u, 3u, 4u, 15u, 16u, 40u, 1000u}) {
      Neighbours found;
      for (std::size_t i = 0; i < size; ++i) {
        found.rank.push_back(std::floor(7 * std::sin(static_cast<double>(i * i))));
        found.row.push_back(static_cast<std::int64_t>(i));
      }
      const Neighbours before = found;
      sort_neighbours(found, insertion);
      EXPECT_TRUE(std::ranges::is_sorted(found.rank));
      for (std::size_t i = 0; i < size; ++i)
        EXPECT_EQ(found.rank[i], before.rank[static_cast<std::size_t>(found.row[i])]);
    }
}

TEST(Sort, EqualRanksEndSoon) {
  Neighbours found;
  found.start(100'000);
  std::ranges::fill(found.rank, 1.0);
  sort_neighbours(found, false);
  EXPECT_TRUE(std::ranges::is_sorted(found.rank));
}

// 40 rows of two columns.
Nearest of_rows(std::uint32_t count) {
  Nearest op{.learned = {.inputs = 2}, .count = count};
  for (int i = 0; i < 80; ++i) op.learned.rows.push_back(std::sin(i * 1.7));
  return op;
}

// A k-d tree of two leaves, split at row 20 of the order of the first column.
void plant(Nearest& op, bool ball) {
  model::SearchTree& tree = op.learned.tree;
  tree.ball = ball;
  tree.order.resize(40);
  std::iota(tree.order.begin(), tree.order.end(), 0u);
  const auto& rows = op.learned.rows;
  std::ranges::sort(tree.order, {}, [&](std::uint32_t row) { return rows[2 * row]; });
  tree.nodes = {{0, 40, false, 3}, {0, 20, true, 3}, {20, 40, true, 3}};
  if (ball) return tree.bounds.assign(6, 0.0);
  for (const bool greatest : {false, true})
    for (const auto& node : tree.nodes)
      for (std::size_t j = 0; j < 2; ++j) {
        double bound = rows[2 * tree.order[node.begin] + j];
        for (std::uint32_t i = node.begin; i < node.end; ++i) {
          const double value = rows[2 * tree.order[i] + j];
          bound = greatest ? std::max(bound, value) : std::min(bound, value);
        }
        tree.bounds.push_back(bound);
      }
}

std::vector<std::int64_t> found_by(const Nearest& op, const std::vector<double>& x) {
  const RowDistance distance(op.learned);
  Neighbours found;
  std::vector<double> ranks;
  Search(op, distance).run(x.data(), found, ranks);
  EXPECT_TRUE(std::ranges::is_sorted(found.rank));
  return found.row;
}

TEST(Search, EveryWayFindsTheSame) {
  for (const model::Metric metric : {model::Metric::kEuclidean, model::Metric::kManhattan,
                                     model::Metric::kChebyshev, model::Metric::kMinkowski})
    for (const std::vector<double>& x :
         {std::vector<double>{0.1, 0.2}, std::vector<double>{-1, 1}, std::vector<double>{9, 9}}) {
      Nearest op = of_rows(5);
      op.learned.metric = metric;
      op.learned.p = 3;
      const auto wanted = found_by(op, x);
      for (const TieOrder ties : {TieOrder::kTwoHeaps, TieOrder::kPartition}) {
        op.ties = ties;
        EXPECT_EQ(found_by(op, x), wanted);
      }
      for (const bool ball : {false, true}) {
        Nearest by_tree = op;
        plant(by_tree, ball);
        EXPECT_EQ(found_by(by_tree, x), wanted);
      }
    }
}

}  // namespace
}  // namespace slipway::engine
