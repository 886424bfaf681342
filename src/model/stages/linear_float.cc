#include "model/stages/linear_float.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const LinearFloat& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  SLIPWAY_TRY(want_size("inputs", op.inputs, in[0]->width()));
  if (op.intercept.empty()) return bad("has no output");
  SLIPWAY_TRY(want_columns(op.intercept.size()));
  SLIPWAY_TRY(want_size("coef", op.coef.size(), op.intercept.size() * op.inputs));
  return same(Element::kF32, op.intercept.size());
}

std::string contract(const LinearFloat& op) {
  return fmt::format("{} sums of {} products in float32, in column order, without missing values",
                     op.intercept.size(), op.inputs);
}

}  // namespace slipway::model
