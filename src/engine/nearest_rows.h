// The k nearest of the learned rows, of equally near ones those that scikit-learn picks, in its order.
// One thread a Neighbours; memory is kept between rows.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/row_distance.h"
#include "model/stages/nearest.h"

namespace slipway::engine {

// What was found: ranks and rows, side by side.
struct Neighbours {
  std::vector<double> rank;
  std::vector<std::int64_t> row;
  void start(std::size_t count);  // infinitely far, row 0
};

// A heap of the nearest, the farthest on top. One that is as far as the top does not come in.
// Source: sklearn/utils/_heap.pyx, heap_push.
void heap_push(Neighbours& heap, double rank, std::int64_t row);

// Ascending. Source: sklearn/utils/_sorting.pyx, simultaneous_sort: a quicksort, from 1.9 on with an
// insertion sort of less than 16. Beyond a depth that only rows of equal distance reach it is stable.
void sort_neighbours(Neighbours& found, bool insertion_sort);

// Finds neighbours for one stage. `op` and `distance` outlive it.
class Search {
 public:
  Search(const model::Nearest& op, const RowDistance& distance) : op_(op), distance_(distance) {}

  // Leaves the op.count nearest to x in `found`, the nearest first. `ranks` is room.
  void run(const double* x, Neighbours& found, std::vector<double>& ranks) const;

 private:
  void walk(const double* x, std::size_t node, double nearest, Neighbours& found) const;
  void partition(const std::vector<double>& ranks, Neighbours& found) const;

  const model::Nearest& op_;
  const RowDistance& distance_;
};

}  // namespace slipway::engine
