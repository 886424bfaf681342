#include "model/stages/shares.h"

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const Shares&, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  for (const Element element : in[0]->columns)
    if (element != Element::kF64) return bad("makes shares of float64 only");
  if (in[0]->width() == 0) return bad("makes shares of nothing");
  return *in[0];
}

std::string contract(const Shares& op) {
  const char* text[] = {"x / sum of the row, of 0 uniform", "x / sum of the row, of 0 as it is",
                        "x / sum of the row, NaN uniform"};
  return text[static_cast<int>(op.no_share)];
}

}  // namespace slipway::model
