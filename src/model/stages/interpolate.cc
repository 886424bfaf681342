#include "model/stages/interpolate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const Interpolate& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  SLIPWAY_TRY(want_size("columns", op.columns.size(), in[0]->width()));
  for (const Interpolate::Column& column : op.columns) {
    if (column.x.empty()) return bad("a column has no knot");
    SLIPWAY_TRY(want_size("y", column.y.size(), column.x.size()));
    if (std::ranges::any_of(column.x, [](double x) { return std::isnan(x); }) ||
        !std::ranges::is_sorted(column.x))
      return bad("the knots are not in order");
  }
  return same(Element::kF64, in[0]->width());
}

std::string contract(const Interpolate& op) {
  return fmt::format("linear between knots{}", op.two_sided ? ", from both sides" : "");
}

}  // namespace slipway::model
