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

// out = offset + log(Σ weight * exp(kernel(d))) over the rows in order, in double, as the greatest
// term + log(Σ exp(term - greatest)); minus infinity if no row counts. The library adds the rows up in
// the order of its tree, and bounds of what it has not added yet: within 1e-8.
struct KernelDensity {
  static constexpr const char* kFamily = "kernel_density";
  SearchedRows learned;
  DensityKernel kernel = DensityKernel::kGaussian;
  double bandwidth = 1;            // h
  std::vector<double> log_weight;  // by row; none: 0
  double offset = 0;
};

base::Result<Block> check(const KernelDensity& op, const Inputs& in);
std::string contract(const KernelDensity& op);

}  // namespace slipway::model
