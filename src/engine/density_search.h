// The density of learned rows at a row as scikit-learn's trees estimate it: nodes are split, the
// nearest first (or one branch after the other), until what they may still add is within tolerance.
// The order of sums, what is left out and the noise of taking bounds away again are the library's.
// Source: sklearn/neighbors/_binary_tree.pxi, _kde_single_breadthfirst and _kde_single_depthfirst.
// One thread a Scratch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/row_distance.h"
#include "model/stages/kernel_density.h"

namespace slipway::engine {

class DensitySearch {
 public:
  // Logarithms of the least density of a node, and of how much more it may be.
  struct Bounds {
    double least = 0, spread = 0;
  };
  // Memory that is kept between rows.
  struct Scratch {
    struct Waiting {
      double distance;
      std::size_t node;
    };
    std::vector<Waiting> heap;
    std::vector<Bounds> nodes;
  };

  // Both outlive it.
  DensitySearch(const model::KernelDensity& op, const RowDistance& distance);

  // The logarithm of the density at x.
  double run(const double* x, Scratch& scratch) const;

 private:
  double kernel(double d) const;
  Bounds bounds_of(const double* x, std::size_t node, double log_count,
                   double& least_distance) const;
  Bounds root(const double* x, double& least_distance) const;
  bool is_settled(std::size_t node, const Bounds& bounds) const;
  bool is_done(const Bounds& all) const;
  void add_rows(const double* x, std::size_t node, double& least) const;
  double summed(const Bounds& all) const;
  double breadth_first(const double* x, Scratch& scratch) const;
  void depth_first(const double* x, std::size_t node, const Bounds& here, Bounds& all) const;

  const model::KernelDensity& op_;
  const RowDistance& distance_;
  double log_atol_, log_rtol_, log_total_;
  std::vector<double> log_count_;   // by node: of its rows, or of their weights
  std::vector<double> log_weight_;  // by row; none: 0
};

}  // namespace slipway::engine
