#include "engine/tree_distance.h"

#include <algorithm>
#include <cmath>

#include "engine/functions.h"

namespace slipway::engine {
namespace {

using model::Metric;
using model::SearchedRows;

// Of a k-d tree, by column.
struct Ends {
  const double* least;
  const double* greatest;
};

Ends ends_of(const SearchedRows& learned, std::size_t node) {
  const double* bounds = learned.tree.bounds.data();
  return {bounds + node * learned.inputs,
          bounds + (learned.tree.nodes.size() + node) * learned.inputs};
}

// The sum of the metric, of columns that are `apart`.
void add(const SearchedRows& learned, double apart, double& rank) {
  if (learned.metric == Metric::kChebyshev)
    rank = std::max(rank, apart);
  else if (learned.metric == Metric::kManhattan)
    rank += apart;
  else
    rank += learned.metric == Metric::kMinkowski ? exact_pow(apart, learned.p) : apart * apart;
}

double to_box(double below, double above) {
  return 0.5 * ((below + std::abs(below)) + (above + std::abs(above)));
}

double to_centre(const SearchedRows& learned, const RowDistance& distance, const double* x,
                 std::size_t node) {
  return distance.distance(distance.rank(x, learned.tree.bounds.data() + node * learned.inputs));
}

}  // namespace

double least_rank(const SearchedRows& learned, const RowDistance& distance, const double* x,
                  std::size_t node) {
  if (learned.tree.ball) {
    const double centre = to_centre(learned, distance, x, node);
    return distance.rank_of(std::max(0.0, centre - learned.tree.nodes[node].radius));
  }
  const Ends ends = ends_of(learned, node);
  double rank = 0;
  for (std::size_t j = 0; j < learned.inputs; ++j)
    add(learned, to_box(ends.least[j] - x[j], x[j] - ends.greatest[j]), rank);
  return rank;
}

NodeDistance node_distance(const SearchedRows& learned, const RowDistance& distance,
                           const double* x, std::size_t node) {
  if (learned.tree.ball) {
    const double centre = to_centre(learned, distance, x, node);
    const double radius = learned.tree.nodes[node].radius;
    return {std::max(0.0, centre - radius), centre + radius};
  }
  const Ends ends = ends_of(learned, node);
  NodeDistance found;
  for (std::size_t j = 0; j < learned.inputs; ++j) {
    const double below = ends.least[j] - x[j], above = x[j] - ends.greatest[j];
    add(learned, to_box(below, above), found.least);
    add(learned, std::max(std::abs(below), std::abs(above)), found.greatest);
  }
  return {distance.distance(found.least), distance.distance(found.greatest)};
}

}  // namespace slipway::engine
