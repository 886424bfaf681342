// The density of learned rows at a row.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/nearest.h"

namespace slipway::model {

enum class DensityKernel : std::uint8_t {
  kGaussian,      // -d² / 2 / h²
  kTophat,        // d < h: 0, else nothing
  kEpanechnikov,  // d < h: log(1 - d² / h²)
  kExponential,   // -d / h
  kLinear,        // d < h: log(1 - d / h)
  kCosine,        // d < h: log(cos(π / 2 * d / h))
};

// out = log(Σ weight * exp(kernel(d))) + log_norm - log(total), in double, as scikit-learn walks the
// tree that `learned` must have: rows are added up leaf by leaf, the nearest node first (or depth
// first), until what the others may still add is within atol * total + rtol of it; half of that is
// added. Where no row counts, rounding may leave about 1e-17 instead of nothing, as it does there.
struct KernelDensity {
  static constexpr const char* kFamily = "kernel_density";
  SearchedRows learned;
  DensityKernel kernel = DensityKernel::kGaussian;
  double bandwidth = 1;         // h
  std::vector<double> weights;  // by row; none: 1
  double total = 1;             // of them
  double atol = 0, rtol = 1e-8;
  bool breadth_first = true;
  double log_norm = 0;
};

base::Result<Block> check(const KernelDensity& op, const Inputs& in);
std::string contract(const KernelDensity& op);

}  // namespace slipway::model
