#include "model/stages/linear.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const Linear& op, const Inputs& in) {
  SLIPWAY_TRY(numeric(in));
  SLIPWAY_TRY(want_size("inputs", op.inputs, in[0]->width()));
  if (op.intercept.empty()) return bad("has no output");
  SLIPWAY_TRY(want_size("coef", op.coef.size(), op.intercept.size() * op.inputs));
  return same(Element::kF64, op.intercept.size());
}

std::string contract(const Linear& op) {
  return fmt::format("{} sums of {} products in float64, in column order", op.intercept.size(),
                     op.inputs);
}

}  // namespace slipway::model
