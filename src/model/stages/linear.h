// Sums of products.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// out[k] = Σ_j x[j] * coef[k][j] (j ascending, one accumulator per output, kF64) + intercept[k].
// The library's own sum comes from BLAS, whose order is undefined: ≤ 1e-12 relative.
struct Linear {
  static constexpr const char* kFamily = "linear";
  std::uint32_t inputs = 0;
  std::vector<double> coef;       // outputs × inputs, row-major
  std::vector<double> intercept;  // by output
};

base::Result<Block> check(const Linear& op, const Inputs& in);
std::string contract(const Linear& op);

}  // namespace slipway::model
