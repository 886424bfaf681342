#include "model/stages/neighbour_impute.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const NeighbourImpute& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  const std::size_t width = in[0]->width();
  SLIPWAY_TRY(want_size("inputs", op.inputs, width));
  SLIPWAY_TRY(want_size("mean", op.mean.size(), width));
  if (op.missing.kind != Category::Kind::kNumber) return bad("what is missing is no number");
  if (op.rows.empty() || op.rows.size() % width != 0) return bad("rows are cut off");
  if (op.neighbours == 0) return bad("asks no neighbour");
  return same(Element::kF64, width);
}

base::Result<Block> check(const Where&, const Inputs& in) {
  if (in.size() != 3) return bad("takes three blocks");
  for (const Block* block : in) {
    SLIPWAY_TRY(one_numeric({block}));
    SLIPWAY_TRY(want_size("columns", block->width(), in[0]->width()));
    for (const Element element : block->columns)
      if (element != Element::kF64) return bad("chooses among float64 only");
  }
  return same(Element::kF64, in[0]->width());
}

std::string contract(const NeighbourImpute& op) {
  return fmt::format("missing values from the {} nearest of {} rows", op.neighbours,
                     op.inputs == 0 ? 0 : op.rows.size() / op.inputs);
}
std::string contract(const Where&) { return "condition ? a : b, by value"; }

}  // namespace slipway::model
