#include "model/stages/hashed_lookup.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

base::Status check_columns(const auto& uses, std::size_t width, auto column) {
  if (std::ranges::all_of(uses, [&](const auto& use) { return column(use) < width; })) return {};
  return bad("a column out of range");
}

base::Status check_table(const HashedLookup::Table& table, std::size_t categories,
                         std::size_t numbers) {
  const auto column = [](const auto& use) { return use.column; };
  SLIPWAY_TRY(check_columns(table.columns, categories, [](std::uint32_t use) { return use; }));
  SLIPWAY_TRY(check_columns(table.equal, categories, column));
  SLIPWAY_TRY(check_columns(table.above, numbers, column));
  for (const HashedLookup::Above& above : table.above)
    if (std::isnan(above.border)) return bad("a border is NaN");
  if (table.unknown.empty()) return bad("a table without columns");
  return want_size("rows", table.rows.size(), table.keys.size() * table.unknown.size());
}

}  // namespace

base::Result<Block> check(const HashedLookup& op, const Inputs& in) {
  if (in.empty() || in.size() > 2 || in[0]->sparse)
    return bad("takes categories, and numbers if there are any");
  SLIPWAY_TRY(no_index(*in[0]));
  if (in.size() == 2) SLIPWAY_TRY(one_numeric({in[1]}));
  const std::size_t categories = in[0]->width(), numbers = in.size() == 2 ? in[1]->width() : 0;
  SLIPWAY_TRY(check_columns(op.equal, categories, [](const auto& use) { return use.column; }));
  std::size_t width = op.equal.size();
  for (const HashedLookup::Table& table : op.tables) {
    SLIPWAY_TRY(check_table(table, categories, numbers));
    width += table.unknown.size();
    SLIPWAY_TRY(want_columns(width));
  }
  SLIPWAY_TRY(want_columns(width));
  return same(Element::kF32, width);
}

std::string contract(const HashedLookup& op) {
  std::size_t keys = 0;
  for (const HashedLookup::Table& table : op.tables) keys += table.keys.size();
  return fmt::format("CityHash64 of the text; {} known values, {} tables of {} keys",
                     op.equal.size(), op.tables.size(), keys);
}

}  // namespace slipway::model
