#include "model/stages/columns.h"

#include <cmath>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const Gather& op, const Inputs& in) {
  Block out;
  out.columns.reserve(op.columns.size());
  for (const Block* block : in) out.sparse = out.sparse || block->sparse;
  for (const auto& [input, column] : op.columns) {
    if (input >= in.size() || column >= in[input]->width())
      return bad(fmt::format("takes column {} of input {}, which has fewer", column, input));
    const Element element = in[input]->columns[column];
    if (out.sparse && element != Element::kF64 && element != Element::kF32)
      return bad("joins a sparse block and something that is no number");
    out.columns.push_back(out.sparse ? Element::kF64 : element);
  }
  if (out.columns.empty()) return bad("takes no column");
  return out;
}

base::Result<Block> check(const Dense&, const Inputs& in) {
  SLIPWAY_TRY(numeric(in));
  if (!in[0]->sparse) return bad("makes a dense block dense");
  SLIPWAY_TRY(want_columns(in[0]->width()));
  return same(Element::kF64, in[0]->width());
}

base::Result<Block> check(const Cast& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  for (const Element element : in[0]->columns)
    if (element == Element::kString || op.to == Element::kString) return bad("text is not cast");
  return same(op.to, in[0]->width());
}

base::Result<Block> check(const Require& op, const Inputs& in) {
  if (in.size() != 1) return bad("takes one block");
  if (std::isnan(op.least) || std::isnan(op.greatest)) return bad("a bound is NaN");
  return *in[0];
}

std::string contract(const Gather& op) {
  return fmt::format("{} columns, as they are", op.columns.size());
}
std::string contract(const Dense&) { return "values that are not there are 0"; }
std::string contract(const Cast& op) {
  return fmt::format("to {}, rounded to nearest", name(op.to));
}
std::string contract(const Require& op) {
  return fmt::format(
      "{}{} in {}{}", op.allow_nan ? "" : "not missing, ",
      op.allow_infinite ? "any number" : "finite", name(op.as),
      std::isinf(op.least) ? "" : fmt::format(", {} {}", op.above ? ">" : ">=", op.least));
}

}  // namespace slipway::model
