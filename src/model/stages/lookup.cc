#include "model/stages/lookup.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const OneHot& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  SLIPWAY_TRY(no_index(*in[0]));
  SLIPWAY_TRY(want_size("columns", op.columns.size(), in[0]->width()));
  std::size_t slots = 0;
  for (const OneHot::Column& column : op.columns) {
    SLIPWAY_TRY(want_size("slot", column.slot.size(), column.categories.size()));
    if (column.slots < 0 || column.unknown_slot >= column.slots) return bad("a slot out of range");
    for (const std::int32_t slot : column.slot)
      if (slot < OneHot::kNoSlot || slot >= column.slots) return bad("a slot out of range");
    slots += static_cast<std::size_t>(column.slots);
  }
  if (slots == 0) return bad("leaves no column");
  SLIPWAY_TRY(want_columns(slots));
  return same(Element::kF64, slots);
}

base::Result<Block> check(const Ordinal& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  SLIPWAY_TRY(no_index(*in[0]));
  SLIPWAY_TRY(want_size("columns", op.columns.size(), in[0]->width()));
  for (const Ordinal::Column& column : op.columns)
    SLIPWAY_TRY(want_size("code", column.code.size(), column.categories.size()));
  return same(Element::kF64, in[0]->width());
}

base::Result<Block> check(const LookupRows& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  SLIPWAY_TRY(no_index(*in[0]));
  SLIPWAY_TRY(want_size("columns", op.columns.size(), in[0]->width()));
  std::size_t width = 0;
  for (const LookupRows::Column& column : op.columns) {
    SLIPWAY_TRY(want_size("row", column.row.size(), column.categories.size()));
    if (column.width == 0) return bad("leaves no column");
    if (column.rows.size() % column.width != 0) return bad("a row that is cut");
    const std::size_t rows = column.rows.size() / column.width;
    for (const std::uint32_t row : column.row)
      if (row >= rows) return bad("a row out of range");
    if (column.unknown == Unknown::kIgnore && column.unknown_row >= rows)
      return bad("a row out of range");
    width += column.width;
    SLIPWAY_TRY(want_columns(width));
  }
  return same(Element::kF64, width);
}

std::string contract(const OneHot& op) {
  return fmt::format("{} columns to 0/1", op.columns.size());
}
std::string contract(const Ordinal& op) {
  return fmt::format("{} columns to numbers", op.columns.size());
}
std::string contract(const LookupRows& op) {
  return fmt::format("{} columns to rows of numbers", op.columns.size());
}

}  // namespace slipway::model
