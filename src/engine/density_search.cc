#include "engine/density_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "engine/functions.h"
#include "engine/math.h"
#include "engine/tree_distance.h"

namespace slipway::engine {
namespace {

using model::DensityKernel;
using Waiting = DensitySearch::Scratch::Waiting;

constexpr double kNothing = -std::numeric_limits<double>::infinity();

// log(e^a + e^b)
double log_add(double a, double b) {
  const double greater = std::max(a, b);
  if (greater == kNothing) return kNothing;
  return greater + exact_log(exact_exp(a - greater) + exact_exp(b - greater));
}

// log(e^a - e^b)
double log_subtract(double a, double b) {
  return a <= b ? kNothing : a + exact_log(1 - exact_exp(b - a));
}

// Heaps of other shapes pop nodes of equal distance in another order.
void push(std::vector<Waiting>& heap, Waiting waiting) {
  std::size_t at = heap.size();
  heap.push_back(waiting);
  while (at > 0 && heap[(at - 1) / 2].distance > heap[at].distance) {
    std::swap(heap[at], heap[(at - 1) / 2]);
    at = (at - 1) / 2;
  }
}

Waiting pop(std::vector<Waiting>& heap) {
  const Waiting nearest = heap[0];
  heap[0] = heap.back();
  heap.pop_back();
  for (std::size_t at = 0; 2 * at + 1 < heap.size();) {
    std::size_t child = 2 * at + 1;
    if (child + 1 < heap.size() && heap[child].distance > heap[child + 1].distance) ++child;
    if (heap[child].distance > heap[at].distance) break;
    std::swap(heap[at], heap[child]);
    at = child;
  }
  return nearest;
}

}  // namespace

DensitySearch::DensitySearch(const model::KernelDensity& op, const RowDistance& distance)
    : op_(op),
      distance_(distance),
      log_atol_(exact_log(op.atol * op.total)),
      log_rtol_(exact_log(op.rtol)),
      log_total_(exact_log(op.total)) {
  for (const double weight : op.weights) log_weight_.push_back(exact_log(weight));
  const model::SearchTree& tree = op.learned.tree;
  for (const model::SearchTree::Node& node : tree.nodes) {
    double count = op.weights.empty() ? node.end - node.begin : 0;
    for (std::uint32_t i = node.begin; i < node.end && !op.weights.empty(); ++i)
      count += op.weights[tree.order[i]];
    log_count_.push_back(exact_log(count));
  }
}

double DensitySearch::kernel(double d) const {
  const double h = op_.bandwidth;
  switch (op_.kernel) {
    case DensityKernel::kGaussian:
      return -0.5 * (d * d) / (h * h);
    case DensityKernel::kTophat:
      return d < h ? 0 : kNothing;
    case DensityKernel::kEpanechnikov:
      return d < h ? exact_log(1 - d * d / (h * h)) : kNothing;
    case DensityKernel::kExponential:
      return -d / h;
    case DensityKernel::kLinear:
      return d < h ? exact_log(1 - d / h) : kNothing;
    case DensityKernel::kCosine:
      break;
  }
  if (!(d < h)) return kNothing;
  return exact_log(function_of(model::Function::kCos)(0.5 * std::numbers::pi * d / h, 0));
}

// The spread is that of the most there may be: what the least takes of it is left to the caller.
DensitySearch::Bounds DensitySearch::bounds_of(const double* x, std::size_t node, double log_count,
                                               double& least_distance) const {
  const NodeDistance found = node_distance(op_.learned, distance_, x, node);
  least_distance = found.least;
  return {log_count + kernel(found.greatest), log_count + kernel(found.least)};
}

DensitySearch::Bounds DensitySearch::root(const double* x, double& least_distance) const {
  Bounds all = bounds_of(x, 0, log_total_, least_distance);
  all.spread = log_subtract(all.spread, all.least);
  return all;
}

// What its rows may add differs by less than is tolerated of each.
bool DensitySearch::is_settled(std::size_t node, const Bounds& bounds) const {
  return op_.log_norm + bounds.spread - log_count_[node] + log_total_ <=
         log_add(log_atol_, log_rtol_ + op_.log_norm + bounds.least);
}

bool DensitySearch::is_done(const Bounds& all) const {
  return op_.log_norm + all.spread <= log_add(log_atol_, log_rtol_ + op_.log_norm + all.least);
}

void DensitySearch::add_rows(const double* x, std::size_t node, double& least) const {
  const model::SearchTree& tree = op_.learned.tree;
  for (std::uint32_t i = tree.nodes[node].begin; i < tree.nodes[node].end; ++i) {
    const std::uint32_t row = tree.order[i];
    const double term = kernel(distance_.distance(distance_.rank(x, distance_.row(row))));
    least = log_add(least, term + (log_weight_.empty() ? 0 : log_weight_[row]));
  }
}

double DensitySearch::breadth_first(const double* x, Scratch& scratch) const {
  const model::SearchTree& tree = op_.learned.tree;
  scratch.heap.clear();
  scratch.nodes.resize(tree.nodes.size());
  double distance = 0;
  Bounds all = root(x, distance);
  scratch.nodes[0] = all;
  push(scratch.heap, {distance, 0});
  while (!scratch.heap.empty()) {
    const std::size_t node = pop(scratch.heap).node;
    const Bounds here = scratch.nodes[node];
    if (is_settled(node, here)) continue;
    if (is_done(all)) break;
    all.least = log_subtract(all.least, here.least);
    all.spread = log_subtract(all.spread, here.spread);
    if (tree.nodes[node].leaf) {
      add_rows(x, node, all.least);
      continue;
    }
    for (const std::size_t child : {2 * node + 1, 2 * node + 2}) {
      scratch.nodes[child] = bounds_of(x, child, log_count_[child], distance);
      all.least = log_add(all.least, scratch.nodes[child].least);
      all.spread = log_add(all.spread, scratch.nodes[child].spread);
      push(scratch.heap, {distance, child});
    }
  }
  return summed(all);
}

// Half of what there may still be.
double DensitySearch::summed(const Bounds& all) const {
  return log_add(all.least, all.spread - std::numbers::ln2) + op_.log_norm - log_total_;
}

// As deep as a heap of the nodes is.
void DensitySearch::depth_first(const double* x, std::size_t node, const Bounds& here,
                                Bounds& all) const {
  if (is_settled(node, here) || is_done(all)) return;
  all.least = log_subtract(all.least, here.least);
  all.spread = log_subtract(all.spread, here.spread);
  if (op_.learned.tree.nodes[node].leaf) return add_rows(x, node, all.least);
  Bounds children[2];
  for (const std::size_t side : {0u, 1u}) {
    double distance = 0;
    Bounds& child = children[side];
    const std::size_t at = 2 * node + 1 + side;
    child = bounds_of(x, at, log_count_[at], distance);
    child.spread = log_subtract(child.spread, child.least);
    all.least = log_add(all.least, child.least);
    all.spread = log_add(all.spread, child.spread);
  }
  for (const std::size_t side : {0u, 1u}) depth_first(x, 2 * node + 1 + side, children[side], all);
}

double DensitySearch::run(const double* x, Scratch& scratch) const {
  if (op_.breadth_first) return breadth_first(x, scratch);
  double distance = 0;
  Bounds all = root(x, distance);
  depth_first(x, 0, Bounds(all), all);
  return summed(all);
}

}  // namespace slipway::engine
