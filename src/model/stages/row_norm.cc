#include "model/stages/row_norm.h"

#include <cmath>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const RowNorm& op, const Inputs& in) {
  SLIPWAY_TRY(numeric(in));
  if (!(op.least >= 0) || std::isinf(op.least)) return bad("the least norm is no length");
  Block out = same(Element::kF64, in[0]->width());
  out.sparse = in[0]->sparse;
  return out;
}

std::string contract(const RowNorm& op) {
  const char* const names[] = {"sum of |x|", "root of the sum of x^2", "greatest |x|",
                               "greatest x"};
  return fmt::format("x / {} of the row, in column order", names[static_cast<int>(op.norm)]);
}

}  // namespace slipway::model
