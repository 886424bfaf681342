// Sums of products in float32: XGBoost's gblinear.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// out[k] = intercept[k] + float32(x[j]) * coef[j][k] + …, j ascending; a missing x[j] is left out,
// every product and every sum is rounded to float32. Out comes kF32.
struct LinearFloat {
  static constexpr const char* kFamily = "linear_float";
  std::uint32_t inputs = 0;
  std::vector<float> coef;       // inputs × outputs, row-major
  std::vector<float> intercept;  // by output
};

base::Result<Block> check(const LinearFloat& op, const Inputs& in);
std::string contract(const LinearFloat& op);

}  // namespace slipway::model
