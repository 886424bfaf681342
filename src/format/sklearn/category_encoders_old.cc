// category_encoders 1.x: an OrdinalEncoder numbers the values from 1 on, and an unknown one is 0; the
// others look the value up in dicts. What is found in them by identity (NaN) is not found after a
// file was read: it is unknown.
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/category_encoders.h"
#include "format/sklearn/tables.h"
#include "model/stages/lookup.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Cell;
using pickle::CellBudget;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Column {
  Cell name;
  std::uint32_t at = 0;
  std::vector<Cell> values;  // without missing ones
  std::vector<double> numbers;
  std::vector<std::string> shown;  // of the values, for names
};

// The pairs (value, code) of each column.
base::Result<std::vector<Column>> read_pairs(Ref mapping, const Value& in, CellBudget& budget) {
  SLIPWAY_ASSIGN(const std::vector<Ref> switches, pickle::as_refs(mapping));
  std::vector<Column> columns;
  for (Ref one : switches) {
    Column& column = columns.emplace_back();
    SLIPWAY_ASSIGN(column.name, pickle::as_cell(pickle::find(one, "col")));
    SLIPWAY_ASSIGN(column.at, column_called(column.name, {}, in));
    Ref pairs = pickle::find(one, "mapping");
    if (pairs == nullptr) return base::invalid_argument("MISSING_ATTRIBUTE", "there is no mapping");
    for (Ref pair : pairs->items) {
      if (pair->items.size() != 2)
        return base::invalid_argument("WRONG_TYPE", "mapping does not hold pairs");
      SLIPWAY_TRY(budget.charge(sizeof(Cell)));
      SLIPWAY_ASSIGN(Cell value, pickle::as_cell(pair->items[0]));
      SLIPWAY_ASSIGN(const double code, pickle::as_double(pair->items[1]));
      column.shown.push_back(is_missing(value) ? "nan" : shown(value));
      column.values.push_back(std::move(value)), column.numbers.push_back(code);
    }
  }
  return columns;
}

// The statistics of each value: {value: {count, mean, smoothing}}.
base::Result<std::vector<Column>> read_statistics(Attributes& state, const Value& in, double mean,
                                                  const char* which, CellBudget& budget) {
  SLIPWAY_ASSIGN(Ref mapping, state.need("mapping"));
  SLIPWAY_ASSIGN(const std::vector<Ref> switches, pickle::as_refs(mapping));
  std::vector<Column> columns;
  for (Ref one : switches) {
    Column& column = columns.emplace_back();
    SLIPWAY_ASSIGN(column.name, pickle::as_cell(pickle::find(one, "col")));
    SLIPWAY_ASSIGN(column.at, column_called(column.name, {}, in));
    for (const auto& [value, statistics] : pickle::dict_pairs(pickle::find(one, "mapping"))) {
      SLIPWAY_TRY(budget.charge(sizeof(Cell)));
      SLIPWAY_ASSIGN(Cell cell, pickle::as_cell(value));
      SLIPWAY_ASSIGN(double number, pickle::as_double(pickle::find(statistics, which)));
      SLIPWAY_ASSIGN(const double count, pickle::as_double(pickle::find(statistics, "count")));
      if (std::string_view(which) == "smoothing" && count == 1) number = mean;
      column.values.push_back(std::move(cell)), column.numbers.push_back(number);
    }
  }
  return columns;
}

// handle_unknown, which counts only with impute_missing: `imputed`, NaN, or the row is rejected.
struct Policy {
  bool rejects = false;
  double unknown = kNan;
};

base::Result<Policy> read_policy(Context& context, Attributes& state, double imputed) {
  SLIPWAY_ASSIGN(const bool impute, state.flag("impute_missing", true));
  SLIPWAY_ASSIGN(const std::string word, state.text("handle_unknown", "impute"));
  if (word != "impute" && word != "error" && word != "ignore")
    return context.unsupported(fmt::format("handle_unknown={}", word));
  Policy policy;
  policy.rejects = impute && word == "error";
  if (impute && word == "impute") policy.unknown = imputed;
  return policy;
}

Table table_of(const Column& column, const Policy& policy) {
  Table table{.column = column.at, .lookup = {}, .names = {}};
  table.lookup.unknown = policy.rejects ? model::Unknown::kReject : model::Unknown::kIgnore;
  for (std::size_t i = 0; i < column.values.size(); ++i)
    if (!is_missing(column.values[i]))
      table.lookup.categories.push_back(category_of(column.values[i]));
  return table;
}

std::vector<Table> numbers(const std::vector<Column>& columns, const Policy& policy,
                           const Value& in) {
  std::vector<Table> tables;
  for (const Column& column : columns) {
    Table table = table_of(column, policy);
    table.names = {in.names[column.at]};
    table.lookup.width = 1;
    for (std::size_t i = 0; i < column.values.size(); ++i) {
      if (is_missing(column.values[i])) continue;
      table.lookup.row.push_back(static_cast<std::uint32_t>(table.lookup.rows.size()));
      table.lookup.rows.push_back(column.numbers[i]);
    }
    table.lookup.unknown_row = static_cast<std::uint32_t>(table.lookup.rows.size());
    table.lookup.rows.push_back(policy.unknown);
    tables.push_back(std::move(table));
  }
  return tables;
}

const Adapter& inner_ordinal() {
  static const Adapter* kAdapter = find_adapter("category_encoders.ordinal.OrdinalEncoder");
  return *kAdapter;
}

// A column for each code, and with handle_unknown='impute' one for -1, which no value has.
base::Result<std::vector<Table>> one_hot(Context& context, Attributes& state, const Value& in,
                                         CellBudget& budget) {
  SLIPWAY_ASSIGN(Ref record, state.need("ordinal_encoder"));
  if (find_adapter(pickle::record_class(record)) != &inner_ordinal())
    return unknown_symbol(record).at("ordinal_encoder");
  SLIPWAY_ASSIGN(Attributes inner, Attributes::of(record, inner_ordinal()));
  SLIPWAY_ASSIGN(const Policy policy, read_policy(context, inner, 0));
  SLIPWAY_ASSIGN(Ref mapping, inner.need("mapping"));
  SLIPWAY_ASSIGN(const std::vector<Column> columns, read_pairs(mapping, in, budget));
  SLIPWAY_TRY(inner.finish(context));
  SLIPWAY_ASSIGN(const std::string word, state.text("handle_unknown", "impute"));
  SLIPWAY_ASSIGN(const bool by_name, state.flag("use_cat_names", false));
  std::vector<Table> tables;
  for (const Column& column : columns) {
    Table table = table_of(column, policy);
    const std::string prefix = shown(column.name) + "_";
    for (std::size_t i = 0; i < column.values.size(); ++i)
      table.names.push_back(prefix +
                            (by_name ? column.shown[i] : fmt::format("{:.0f}", column.numbers[i])));
    if (word == "impute") table.names.push_back(prefix + "-1");
    const std::size_t width = table.names.size();
    table.lookup.width = static_cast<std::uint32_t>(width);
    SLIPWAY_TRY(budget.charge(sizeof(double) * width * (width + 1)));
    for (std::size_t i = 0; i < column.values.size(); ++i) {
      if (is_missing(column.values[i])) continue;
      table.lookup.row.push_back(static_cast<std::uint32_t>(table.lookup.row.size()));
      for (std::size_t k = 0; k < width; ++k)
        table.lookup.rows.push_back(
            k < column.numbers.size() && column.numbers[k] == column.numbers[i] ? 1 : 0);
    }
    table.lookup.unknown_row = static_cast<std::uint32_t>(table.lookup.row.size());
    table.lookup.rows.insert(table.lookup.rows.end(), width, 0.0);
    tables.push_back(std::move(table));
  }
  return tables;
}

base::Result<std::vector<Table>> read_tables(Context& context, Attributes& state, const Value& in,
                                             Place& place) {
  CellBudget budget;
  const std::string& name = context.origin();
  if (name.ends_with(".OneHotEncoder")) {
    place = Place::kFirst;
    return one_hot(context, state, in, budget);
  }
  if (name.ends_with(".OrdinalEncoder")) {
    SLIPWAY_ASSIGN(const Policy policy, read_policy(context, state, 0));
    SLIPWAY_ASSIGN(Ref mapping, state.need("mapping"));
    SLIPWAY_ASSIGN(const std::vector<Column> columns, read_pairs(mapping, in, budget));
    return numbers(columns, policy, in);
  }
  const bool target = name.ends_with(".TargetEncoder");
  if (!target && !name.ends_with(".LeaveOneOutEncoder"))
    return context.unsupported("an encoder of category_encoders 1")
        .remedy("fit it with category_encoders 2 or newer");
  SLIPWAY_ASSIGN(Ref mean_value, state.need("_mean"));
  SLIPWAY_ASSIGN(const double mean, pickle::as_double(mean_value));
  SLIPWAY_ASSIGN(const Policy policy, read_policy(context, state, mean));
  SLIPWAY_ASSIGN(const std::vector<Column> columns,
                 read_statistics(state, in, mean, target ? "smoothing" : "mean", budget));
  return numbers(columns, policy, in);
}

}  // namespace

base::Result<Emitted> old_category_encoder(Context& context, Attributes& state, const Value& in) {
  Place place = Place::kInPlace;
  SLIPWAY_ASSIGN(std::vector<Table> tables, read_tables(context, state, in, place));
  SLIPWAY_ASSIGN(Value out, apply_tables(context, in, std::move(tables), place));
  SLIPWAY_ASSIGN(const bool drop, state.flag("drop_invariant", false));
  if (Ref columns = state.get("drop_cols"); drop && !is_none(columns)) {
    CellBudget budget;
    SLIPWAY_ASSIGN(const std::vector<Cell> cells, pickle::as_cells(columns, budget));
    std::vector<std::string> names;
    for (const Cell& cell : cells) names.push_back(shown(cell));
    SLIPWAY_ASSIGN(out, without(context, out, names));
  }
  Emitted emitted;
  emitted.transform = std::move(out);
  return emitted;
}

}  // namespace slipway::format::sklearn
