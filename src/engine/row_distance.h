// How far a row is from those that were learned: model/stages/nearest.h to the bit. Immutable; any
// thread.
#pragma once

#include <cstddef>
#include <vector>

#include "model/stages/nearest.h"

namespace slipway::engine {

class RowDistance {
 public:
  explicit RowDistance(const model::SearchedRows& learned);  // outlives this

  std::size_t rows() const { return rows_; }
  std::size_t width() const { return width_; }
  const double* row(std::size_t i) const { return learned_.rows.data() + i * width_; }

  // r from x to y, or to every row.
  double rank(const double* x, const double* y) const;
  void ranks(const double* x, double* out) const;

  double distance(double rank) const;     // d of r
  double rank_of(double distance) const;  // r of d

  double ns_per_row() const;  // expected, of ranks()

 private:
  template <class Add>
  void ranks_side_by_side(const double* x, double* out, Add add) const;

  const model::SearchedRows& learned_;
  const std::size_t rows_, width_;
  std::vector<double>
      columns_;  // blocks of rows, by column: for the metrics that are summed up plainly
};

}  // namespace slipway::engine
