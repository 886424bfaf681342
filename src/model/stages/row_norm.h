// Rows divided by their length.
#pragma once

#include <cstdint>
#include <string>

#include "model/stages/block.h"

namespace slipway::model {

enum class Norm : std::uint8_t {
  kL1,      // Σ |x|
  kL2,      // sqrt(Σ x * x)
  kMaxAbs,  // the greatest |x|
  kMax,     // the greatest x: of a sparse row, a zero that is not written out too
};

// out = x / norm of the row, in double; a row whose norm is 0 or (if least > 0) below `least` stays
// as it is. Sums go over the columns in order: of a sparse block that is what scikit-learn does, of
// a dense one numpy's order is its own (equal within some units in the last place). kF64, dense or
// sparse as the input.
struct RowNorm {
  static constexpr const char* kFamily = "row_norm";
  Norm norm = Norm::kL2;
  double least = 0;
};

base::Result<Block> check(const RowNorm& op, const Inputs& in);
std::string contract(const RowNorm& op);

}  // namespace slipway::model
