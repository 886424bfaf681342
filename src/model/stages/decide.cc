#include "model/stages/decide.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const Decide& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  return same(Element::kI64, op.each_column ? in[0]->width() : 1);
}

base::Result<Block> check(const NumberOf& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  SLIPWAY_TRY(want_size("columns", op.numbers.size(), in[0]->width()));
  for (const Element element : in[0]->columns)
    if (element != Element::kI64) return bad("takes the number of what is no index");
  for (const auto& numbers : op.numbers)
    if (numbers.empty()) return bad("an index has no number");
  if (op.to != Element::kF64 && op.to != Element::kI64) return bad("makes no number");
  return same(op.to, in[0]->width());
}

base::Result<Block> check(const Combine& op, const Inputs& in) {
  SLIPWAY_TRY(want_size_or_none("weights", op.weights.size(), in.size()));
  for (const Block* block : in) {
    SLIPWAY_TRY(one_numeric({block}));
    SLIPWAY_TRY(want_size("columns", block->width(), in[0]->width()));
    for (const Element element : block->columns)
      if (element != in[0]->columns[0]) return bad("combines float64 or float32, not both");
  }
  const bool single = in[0]->width() > 0 && in[0]->columns[0] == Element::kF32;
  if (single && (op.in_logs || !op.weights.empty())) return bad("combines float64 only");
  if (op.in_logs && !op.weights.empty()) return bad("logarithms have no weights");
  return *in[0];
}

std::string contract(const Decide& op) {
  return op.each_column
             ? fmt::format("by column, x {} {}", op.greater_or_equal ? ">=" : ">", op.threshold)
             : fmt::format("the greatest, or x {} {}", op.greater_or_equal ? ">=" : ">",
                           op.threshold);
}
std::string contract(const NumberOf&) { return "an index to its number"; }
std::string contract(const Combine& op) {
  if (op.in_logs) return "the logarithm of the sum of what they are logarithms of";
  return fmt::format("{} in order{}", op.weights.empty() ? "sum" : "weighted sum",
                     op.divisor == 1 ? "" : fmt::format(", / {}", op.divisor));
}

}  // namespace slipway::model
