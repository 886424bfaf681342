#include "model/stages/domain.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

using Kind = Category::Kind;

// A value that a column of this kind can hold.
bool holds(bool text, const Category& value) {
  return text ? value.kind != Kind::kNumber : value.kind == Kind::kNumber;
}

base::Status check_column(const Domain::Column& column, bool text) {
  for (const Domain::Then* then :
       {&column.on_missing, &column.on_invalid, &column.below, &column.above})
    if (then->what == Domain::Do::kReplace && !holds(text, then->with))
      return bad("replaces by another kind of value");
  if (!column.becomes.empty())
    SLIPWAY_TRY(want_size("becomes", column.becomes.size(), column.known.size()));
  for (const Category& value : column.becomes)
    if (!holds(text, value)) return bad("replaces by another kind of value");
  if (text && (column.valid == Domain::Valid::kRange || column.low != -Domain::kInfinite ||
               column.high != Domain::kInfinite))
    return bad("has a range of texts");
  return {};
}

}  // namespace

base::Result<Block> check(const Domain& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  const Block& block = *in[0];
  SLIPWAY_TRY(want_size("columns", op.columns.size(), block.width()));
  for (std::size_t j = 0; j < block.width(); ++j) {
    const Element element = block.columns[j];
    if (element != Element::kF64 && element != Element::kString)
      return bad(fmt::format("judges column {} of {}", j, name(element)));
    SLIPWAY_TRY(check_column(op.columns[j], element == Element::kString));
  }
  return block;
}

std::string contract(const Domain&) {
  return "missing, invalid and outlying values kept, replaced or refused, by column";
}

}  // namespace slipway::model
