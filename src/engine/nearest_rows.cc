#include "engine/nearest_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/functions.h"
#include "engine/introselect.h"
#include "engine/tree_distance.h"

namespace slipway::engine {
namespace {

using model::Metric;

class Sorting {
 public:
  Sorting(double* rank, std::int64_t* row, bool insertion_sort)
      : rank_(rank), row_(row), insertion_sort_(insertion_sort) {}

  void sort(std::size_t first, std::size_t size, int depth) {
    for (; size > 1; --depth) {
      if (depth <= 0) return stable(first, size);
      if (insertion_sort_ ? size < 16 : size < 4) return few(first, size);
      const std::size_t pivot =
          insertion_sort_ ? partition_both_ways(first, size) : partition(first, size);
      sort(first, pivot, depth - 1);
      first += pivot + 1;
      size -= pivot + 1;
    }
  }

 private:
  void swap(std::size_t a, std::size_t b) {
    std::swap(rank_[a], rank_[b]);
    std::swap(row_[a], row_[b]);
  }

  void few(std::size_t first, std::size_t size) {
    for (std::size_t i = 1; i < size; ++i)
      for (std::size_t k = first + i; k > first && rank_[k - 1] > rank_[k]; --k) swap(k - 1, k);
  }

  void stable(std::size_t first, std::size_t size) {
    std::vector<std::pair<double, std::int64_t>> all;
    for (std::size_t i = first; i < first + size; ++i) all.emplace_back(rank_[i], row_[i]);
    std::ranges::stable_sort(all, {}, &std::pair<double, std::int64_t>::first);
    for (std::size_t i = 0; i < size; ++i) std::tie(rank_[first + i], row_[first + i]) = all[i];
  }

  // The median of first, middle and last to the last, the least of them to the first.
  double median_to_last(std::size_t first, std::size_t size) {
    const std::size_t last = first + size - 1, middle = first + size / 2;
    if (rank_[first] > rank_[last]) swap(first, last);
    if (rank_[last] > rank_[middle]) {
      swap(last, middle);
      if (rank_[first] > rank_[last]) swap(first, last);
    }
    return rank_[last];
  }

  // Returns where the pivot is, counted from `first`.
  std::size_t partition(std::size_t first, std::size_t size) {
    const double pivot = median_to_last(first, size);
    std::size_t store = 0;
    for (std::size_t i = 0; i + 1 < size; ++i)
      if (rank_[first + i] < pivot) swap(first + i, first + store++);
    swap(first + store, first + size - 1);
    return store;
  }

  std::size_t partition_both_ways(std::size_t first, std::size_t size) {
    const double pivot = median_to_last(first, size);
    std::size_t i = 1, j = size - 2;
    for (;;) {
      while (i <= j && rank_[first + i] < pivot) ++i;
      while (i <= j && rank_[first + j] > pivot) --j;
      if (i >= j) break;
      swap(first + i++, first + j--);
    }
    swap(first + i, first + size - 1);
    return i;
  }

  double* rank_;
  std::int64_t* row_;
  const bool insertion_sort_;
};

}  // namespace

void Neighbours::start(std::size_t count) {
  rank.assign(count, std::numeric_limits<double>::infinity());
  row.assign(count, 0);
}

void heap_push(Neighbours& heap, double rank, std::int64_t row) {
  const std::size_t size = heap.rank.size();
  if (!(rank < heap.rank[0])) return;
  std::size_t at = 0;
  for (;;) {
    const std::size_t left = 2 * at + 1, right = left + 1;
    if (left >= size) break;
    const std::size_t child = right >= size || heap.rank[left] >= heap.rank[right] ? left : right;
    if (!(rank < heap.rank[child])) break;
    heap.rank[at] = heap.rank[child];
    heap.row[at] = heap.row[child];
    at = child;
  }
  heap.rank[at] = rank;
  heap.row[at] = row;
}

void sort_neighbours(Neighbours& found, bool insertion_sort) {
  Sorting sorting(found.rank.data(), found.row.data(), insertion_sort);
  sorting.sort(0, found.rank.size(), 4 * static_cast<int>(std::bit_width(found.rank.size())) + 64);
}

// As deep as a heap of the nodes is.
void Search::walk(const double* x, std::size_t node, double nearest, Neighbours& found) const {
  const model::SearchTree& tree = op_.learned.tree;
  const model::SearchTree::Node& here = tree.nodes[node];
  if (nearest > found.rank[0]) return;
  if (here.leaf) {
    for (std::uint32_t i = here.begin; i < here.end; ++i)
      heap_push(found, distance_.rank(x, distance_.row(tree.order[i])), tree.order[i]);
    return;
  }
  const std::size_t left = 2 * node + 1, right = left + 1;
  const double to_left = least_rank(op_.learned, distance_, x, left),
               to_right = least_rank(op_.learned, distance_, x, right);
  if (to_left <= to_right) {
    walk(x, left, to_left, found);
    walk(x, right, to_right, found);
  } else {
    walk(x, right, to_right, found);
    walk(x, left, to_left, found);
  }
}

void Search::partition(const std::vector<double>& ranks, Neighbours& found) const {
  std::vector<std::int64_t>& order = found.row;
  order.resize(ranks.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  arg_partition(ranks.data(), order.data(), order.size(), op_.count - 1);
  order.resize(op_.count);
  const double* rank = ranks.data();
  std::stable_sort(order.begin(), order.end(), [rank](std::int64_t a, std::int64_t b) {
    return rank[a] < rank[b] || (std::isnan(rank[b]) && !std::isnan(rank[a]));
  });
  for (std::size_t i = 0; i < order.size(); ++i) found.rank[i] = rank[order[i]];
}

void Search::run(const double* x, Neighbours& found, std::vector<double>& ranks) const {
  found.start(op_.count);
  if (!op_.learned.tree.nodes.empty()) {
    walk(x, 0, least_rank(op_.learned, distance_, x, 0), found);
    return sort_neighbours(found, op_.insertion_sort);
  }
  ranks.resize(distance_.rows());
  distance_.ranks(x, ranks.data());
  if (op_.ties == model::TieOrder::kPartition) return partition(ranks, found);
  for (std::size_t i = 0; i < ranks.size(); ++i)
    heap_push(found, ranks[i], static_cast<std::int64_t>(i));
  if (op_.ties == model::TieOrder::kTwoHeaps) {
    const Neighbours first = found;
    found.start(op_.count);
    for (std::size_t i = 0; i < op_.count; ++i) heap_push(found, first.rank[i], first.row[i]);
  }
  sort_neighbours(found, op_.insertion_sort);
}

}  // namespace slipway::engine
