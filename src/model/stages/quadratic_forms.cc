#include "model/stages/quadratic_forms.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

base::Status check_form(const QuadraticForms& op, const QuadraticForms::Form& form) {
  const std::size_t inputs = op.inputs;
  SLIPWAY_TRY(want_size_or_none("centre", form.centre.size(), inputs));
  if (op.kind != QuadraticForms::Kind::kProjections && !form.shift.empty())
    return bad("only projections are shifted");
  if (op.kind == QuadraticForms::Kind::kVariances)
    return want_size("matrix", form.matrix.size(), inputs);
  if (op.kind == QuadraticForms::Kind::kProducts)
    return want_size("matrix", form.matrix.size(), inputs * inputs);
  if (form.matrix.empty() || form.matrix.size() % inputs != 0)
    return bad("a matrix has no row, or a row that is cut");
  return want_size_or_none("shift", form.shift.size(), form.matrix.size() / inputs);
}

}  // namespace

base::Result<Block> check(const QuadraticForms& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  SLIPWAY_TRY(want_size("inputs", in[0]->width(), op.inputs));
  if (op.inputs == 0 || op.forms.empty()) return bad("has no form");
  SLIPWAY_TRY(want_columns(op.forms.size()));
  for (const QuadraticForms::Form& form : op.forms) SLIPWAY_TRY(check_form(op, form));
  return same(Element::kF64, op.forms.size());
}

std::string contract(const QuadraticForms& op) {
  const char* const what[] = {"sums of squares by variance", "squared lengths of projections",
                              "products with a matrix"};
  return fmt::format("{} {}, in float64", op.forms.size(), what[static_cast<int>(op.kind)]);
}

}  // namespace slipway::model
