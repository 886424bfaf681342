// What neighbours answer: votes, means, a graph, how much of an outlier a row is. Inputs are blocks of
// Nearest (distances, then numbers of rows) or Within (sparse, of distances); `rows` are those learned.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// With `by_distance` a neighbour weighs 1 / d; if any of these is infinite, 1 where it is, else 0.
// Otherwise 1.

// out[c] = Σ of the weights of the neighbours that are of class c, kF64, one after the other; with
// `in_pairs` as numpy adds a row up, the others counting 0. Without any neighbour it is `alone`, by
// class; if that is empty the row fails with NO_NEIGHBOURS.
struct NeighbourVote {
  static constexpr const char* kFamily = "neighbour_vote";
  std::vector<std::uint32_t> class_of;  // by row
  std::uint32_t classes = 0;
  bool by_distance = false;
  bool in_pairs = false;
  std::vector<double> alone;
};

// out[k] = Σ value / count, or Σ value * weight / Σ weight; `alone` without any neighbour. Sums are as
// numpy adds a row up; those without weights of several outputs one after the other. `single`: without
// weights in float32 (the values are).
struct NeighbourMean {
  static constexpr const char* kFamily = "neighbour_mean";
  std::vector<double> values;  // rows × outputs
  std::uint32_t outputs = 1;
  bool by_distance = false;
  bool single = false;
  double alone = std::numeric_limits<double>::quiet_NaN();
};

// A sparse block with a column for each row: 1 for a neighbour, or its distance.
struct NeighbourGraph {
  static constexpr const char* kFamily = "neighbour_graph";
  std::uint32_t rows = 0;
  bool distances = false;
};

// out = -mean of density[n] * (mean of max(d, reach[n]) + 1e-10) over the neighbours n; the reciprocal
// of what is in brackets is rounded first, and density divided by it. (LocalOutlierFactor)
struct LocalOutliers {
  static constexpr const char* kFamily = "local_outliers";
  std::vector<double> reach;    // by row: the distance to its k-th neighbour
  std::vector<double> density;  // by row
};

base::Result<Block> check(const NeighbourVote& op, const Inputs& in);
base::Result<Block> check(const NeighbourMean& op, const Inputs& in);
base::Result<Block> check(const NeighbourGraph& op, const Inputs& in);
base::Result<Block> check(const LocalOutliers& op, const Inputs& in);
std::string contract(const NeighbourVote& op);
std::string contract(const NeighbourMean& op);
std::string contract(const NeighbourGraph& op);
std::string contract(const LocalOutliers& op);

}  // namespace slipway::model
