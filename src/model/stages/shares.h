// Scores of a row made to shares of their sum.
#pragma once

#include <cstdint>
#include <string>

#include "model/stages/block.h"

namespace slipway::model {

// out = x / Σ of the row, in double; the sum in numpy's order (base/pairwise_sum.h). Of the rows that
// have no share:
enum class NoShare : std::uint8_t {
  kUniform,       // a sum of 0: 1 / width each
  kKeep,          // a sum of 0: the row as it is
  kUniformOfNan,  // divided whatever the sum; then each NaN is 1 / width
};

// cut: a share in (1, 1 + 1e-5] becomes 1.
struct Shares {
  static constexpr const char* kFamily = "shares";
  NoShare no_share = NoShare::kUniform;
  bool cut = false;
};

base::Result<Block> check(const Shares& op, const Inputs& in);
std::string contract(const Shares& op);

}  // namespace slipway::model
