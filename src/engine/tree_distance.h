// How far a row is from a node of a k-d tree or a ball tree: bounds of what lies in it. Source:
// sklearn/neighbors/_kd_tree.pyx and _ball_tree.pyx. Pure; any thread.
#pragma once

#include <cstddef>

#include "engine/row_distance.h"
#include "model/stages/nearest.h"

namespace slipway::engine {

// r from x to the nearest point that may be in the node.
double least_rank(const model::SearchedRows& learned, const RowDistance& distance, const double* x,
                  std::size_t node);

// d from x to the nearest and to the farthest point that may be in the node.
struct NodeDistance {
  double least = 0, greatest = 0;
};
NodeDistance node_distance(const model::SearchedRows& learned, const RowDistance& distance,
                           const double* x, std::size_t node);

}  // namespace slipway::engine
