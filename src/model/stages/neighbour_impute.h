// Missing values filled from the rows that come nearest; values chosen by a condition.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// The learned rows are `rows` (NaN is missing). A missing value of column j becomes the mean of column
// j over the nearest of those that have it (donors). In double, all sums over the columns in order:
//   d²(x, r) = ((-2 Σ x r + Σ x²) + Σ r²) - Σ_{r missing} x² - Σ_{x missing} r², missing ones counting
//   as 0, not below 0; NaN if no column is there in both; else / (columns there in both) * columns;
//   d its root.
// The min(neighbours, donors) donors are those that numpy.argpartition picks of the distances to all
// donors (introselect; NaN is greatest), in its order. Their weights are 1, or with `by_distance` 1 / d
// (if any of these is infinite: 1 where it is, else 0); a donor without distance weighs 0, with
// `counts_lost` like the others if weights are 1. The value is Σ w v / Σ w. If no donor has a distance
// it is `mean` of the column. Columns without donors stay as they are. (scikit-learn's KNNImputer; its
// own sums come from BLAS, whose order is undefined.)
struct NeighbourImpute {
  static constexpr const char* kFamily = "neighbour_impute";
  Category missing;  // a number; NaN for NaN
  std::uint32_t inputs = 0;
  std::vector<double> rows;  // × inputs, row-major
  std::vector<double> mean;  // by column
  std::uint32_t neighbours = 5;
  bool by_distance = false;
  bool counts_lost = false;
};

// out[j] = condition[j] != 0 ? a[j] : b[j], of three blocks of kF64.
struct Where {
  static constexpr const char* kFamily = "where";
};

base::Result<Block> check(const NeighbourImpute& op, const Inputs& in);
base::Result<Block> check(const Where& op, const Inputs& in);
std::string contract(const NeighbourImpute& op);
std::string contract(const Where& op);

}  // namespace slipway::model
