#include "format/sklearn/tables.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "format/sklearn/values.h"
#include "model/stages/lookup.h"

namespace slipway::format::sklearn {
namespace {

using model::Category;
using pickle::Cell;

// Columns whose known values are texts are text; one that has both is refused.
base::Status tell_kinds(Context& context, const Value& in, const std::vector<Table>& tables) {
  base::Status again;
  for (const Table& table : tables) {
    std::vector<std::string> known;
    bool numbers = false;
    for (const Category& category : table.lookup.categories) {
      if (category.kind == Category::Kind::kString) known.push_back(category.text);
      numbers =
          numbers || (category.kind == Category::Kind::kNumber && !std::isnan(category.number));
    }
    if (known.empty()) continue;
    if (numbers)
      return context.unsupported(
          fmt::format("the values of column \"{}\" are texts and numbers", in.names[table.column]));
    base::Status status =
        context.expect_kind(in, table.column, data::Kind::kString, std::move(known));
    if (status.reason() == std::string_view(kReadAgain)) {
      again = std::move(status);
      continue;
    }
    SLIPWAY_TRY(status);
  }
  return again;
}

// What all tables make, side by side; no block if they make nothing.
base::Result<Value> look_up(Context& context, const Value& in, std::vector<Table>& tables) {
  std::vector<std::uint32_t> columns;
  std::vector<std::string> names;
  model::LookupRows op;
  for (Table& table : tables) {
    if (table.names.empty()) continue;
    columns.push_back(table.column);
    names.insert(names.end(), table.names.begin(), table.names.end());
    op.columns.push_back(std::move(table.lookup));
  }
  if (op.columns.empty()) return Value();
  SLIPWAY_ASSIGN(const Value read, context.gather(in, columns));
  SLIPWAY_ASSIGN(const ValueId id, context.add(read, std::move(op)));
  return computed(id, std::move(names));
}

}  // namespace

base::Result<Value> apply_tables(Context& context, const Value& in, std::vector<Table> tables,
                                 Place place) {
  SLIPWAY_TRY(tell_kinds(context, in, tables));
  std::vector<std::uint32_t> passing;
  std::vector<bool> replaced(in.width());
  for (const Table& table : tables) replaced[table.column] = true;
  for (std::uint32_t j = 0; j < in.width(); ++j)
    if (!replaced[j]) passing.push_back(j);
  SLIPWAY_ASSIGN(const Value made, look_up(context, in, tables));
  if (passing.empty() && made.width() == 0)
    return base::invalid_argument("BAD_MODEL", "no columns are left");
  SLIPWAY_ASSIGN(const Value rest, context.gather(in, passing));
  if (made.width() == 0) return rest;
  if (passing.empty() && place == Place::kFirst) return made;
  Value both = made;
  if (!passing.empty()) {
    SLIPWAY_ASSIGN(both, context.concat({made, rest}));
  }
  if (place == Place::kFirst) return both;
  // The first column that each table makes.
  std::vector<std::uint32_t> begin;
  std::uint32_t next = 0;
  for (const Table& table : tables) {
    begin.push_back(next);
    next += static_cast<std::uint32_t>(table.names.size());
  }
  std::vector<std::vector<std::size_t>> by_column(in.width());
  for (std::size_t t = 0; t < tables.size(); ++t) by_column[tables[t].column].push_back(t);
  std::vector<std::uint32_t> order;
  for (std::uint32_t j = 0; j < in.width(); ++j) {
    if (!replaced[j]) order.push_back(next++);
    for (const std::size_t t : by_column[j])
      for (std::uint32_t k = 0; k < tables[t].names.size(); ++k) order.push_back(begin[t] + k);
  }
  return context.gather(both, order);
}

base::Result<Value> without(Context& context, const Value& in,
                            const std::vector<std::string>& names) {
  const std::set<std::string_view> dropped(names.begin(), names.end());
  std::vector<std::uint32_t> kept;
  for (std::uint32_t j = 0; j < in.width(); ++j)
    if (!dropped.contains(in.names[j])) kept.push_back(j);
  if (kept.empty()) return base::invalid_argument("BAD_MODEL", "no columns are left");
  return context.gather(in, kept);
}

Category category_of(const Cell& cell) {
  if (is_missing(cell)) return {Category::Kind::kMissing, 0, {}};
  if (cell.kind == Cell::Kind::kText) return {Category::Kind::kString, 0, cell.text};
  return {Category::Kind::kNumber, cell.number, {}};
}

std::string shown(const Cell& cell) {
  if (cell.kind == Cell::Kind::kText) return cell.text;
  if (cell.kind == Cell::Kind::kMissing) return "None";
  if (cell.truth) return cell.number != 0 ? "True" : "False";
  return python_number(cell.number, cell.whole);
}

bool is_missing(const Cell& cell) {
  return cell.kind == Cell::Kind::kMissing ||
         (cell.kind == Cell::Kind::kNumber && std::isnan(cell.number));
}

bool equal(const Cell& a, const Cell& b) {
  if (is_missing(a) || is_missing(b)) return is_missing(a) && is_missing(b);
  if (a.kind != b.kind) return false;
  return a.kind == Cell::Kind::kText ? a.text == b.text : a.number == b.number;
}

base::Result<std::uint32_t> column_called(const Cell& name, const std::vector<Cell>& fitted,
                                          const Value& in) {
  std::size_t column = in.width();
  if (fitted.size() == in.width()) {
    column = static_cast<std::size_t>(
        std::ranges::find_if(fitted, [&](const Cell& one) { return equal(one, name); }) -
        fitted.begin());
  } else if (name.kind == Cell::Kind::kText) {
    column = static_cast<std::size_t>(std::ranges::find(in.names, name.text) - in.names.begin());
  } else if (name.whole && name.number >= 0 && name.number < static_cast<double>(in.width())) {
    column = static_cast<std::size_t>(name.number);
  }
  if (column >= in.width())
    return base::invalid_argument(
        "BAD_COLUMN", fmt::format("takes column \"{}\", which there is not", shown(name)));
  return static_cast<std::uint32_t>(column);
}

}  // namespace slipway::format::sklearn
