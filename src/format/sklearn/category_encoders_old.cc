// category_encoders 1.x: an OrdinalEncoder numbers the values from 1 on, and an unknown one is 0; the
// others look that code up in tables, or the value in dicts. What is found in them by identity (NaN) is not found after a
// file was read: it is unknown.
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/category_encoders.h"
#include "format/sklearn/tables.h"
#include "model/stages/lookup.h"
#include "model/stages/vote.h"

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

// The columns of a mapping [{col, …}], each with what `read` finds in its entry.
template <class Read>
base::Result<std::vector<Column>> read_columns(Ref mapping, const Value& in, Read read) {
  SLIPWAY_ASSIGN(const std::vector<Ref> switches, pickle::as_refs(mapping));
  std::vector<Column> columns;
  for (Ref one : switches) {
    Column& column = columns.emplace_back();
    SLIPWAY_ASSIGN(column.name, pickle::as_cell(pickle::find(one, "col")));
    SLIPWAY_ASSIGN(column.at, column_called(column.name, {}, in));
    SLIPWAY_TRY(read(one, column));
  }
  return columns;
}

// The pairs (value, code) of each column. Those of before 1.2.7 say nothing else of their version.
base::Result<std::vector<Column>> read_pairs(const Context& context, Ref mapping, const Value& in,
                                             CellBudget& budget) {
  return read_columns(mapping, in, [&](Ref one, Column& column) -> base::Status {
    Ref pairs = pickle::find(one, "mapping");
    if (pairs == nullptr) return base::invalid_argument("MISSING_ATTRIBUTE", "there is no mapping");
    for (Ref pair : pairs->items()) {
      if (pair->items().size() != 2)
        return base::invalid_argument("WRONG_TYPE", "mapping does not hold pairs");
      SLIPWAY_TRY(budget.charge(sizeof(Cell)));
      SLIPWAY_ASSIGN(Cell value, pickle::as_cell(pair->items()[0]));
      SLIPWAY_ASSIGN(const double code, pickle::as_double(pair->items()[1]));
      if (code == 0 && !is_missing(value))
        return context.unsupported("codes that begin with 0: up to 1.2.6, what is unknown is -1")
            .remedy("fit it with a newer category_encoders");
      column.shown.push_back(is_missing(value) ? "nan" : shown(value));
      column.values.push_back(std::move(value)), column.numbers.push_back(code);
    }
    return {};
  });
}

// A dict {value: …} of each column, called `which` there; `number` is what its entries say.
template <class Number>
base::Result<std::vector<Column>> read_dicts(Attributes& state, const Value& in, const char* which,
                                             CellBudget& budget, Number number) {
  SLIPWAY_ASSIGN(Ref mapping, state.need("mapping"));
  return read_columns(mapping, in, [&](Ref one, Column& column) -> base::Status {
    for (const auto& [value, held] : pickle::dict_pairs(pickle::find(one, which))) {
      SLIPWAY_TRY(budget.charge(sizeof(Cell)));
      SLIPWAY_ASSIGN(Cell cell, pickle::as_cell(value));
      SLIPWAY_ASSIGN(const double of_cell, number(held));
      column.values.push_back(std::move(cell)), column.numbers.push_back(of_cell);
    }
    return {};
  });
}

// The statistics of each value: {value: {count, mean, smoothing}}.
base::Result<std::vector<Column>> read_statistics(Attributes& state, const Value& in, double mean,
                                                  const char* which, CellBudget& budget) {
  return read_dicts(state, in, "mapping", budget, [&](Ref statistics) -> base::Result<double> {
    SLIPWAY_ASSIGN(const double number, pickle::as_double(pickle::find(statistics, which)));
    SLIPWAY_ASSIGN(const double count, pickle::as_double(pickle::find(statistics, "count")));
    return std::string_view(which) == "smoothing" && count == 1 ? mean : number;
  });
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

// What the OrdinalEncoder inside another gives.
struct Codes {
  std::vector<Column> columns;
  Policy policy;
};

base::Result<Codes> read_inner(Context& context, Attributes& state, const Value& in,
                               CellBudget& budget) {
  SLIPWAY_ASSIGN(Ref record, state.need("ordinal_encoder"));
  if (find_adapter(pickle::record_class(record)) != &inner_ordinal())
    return unknown_symbol(record).at("ordinal_encoder");
  SLIPWAY_ASSIGN(Attributes inner, Attributes::of(record, inner_ordinal()));
  Codes codes;
  SLIPWAY_ASSIGN(codes.policy, read_policy(context, inner, 0));
  SLIPWAY_ASSIGN(Ref mapping, inner.need("mapping"));
  SLIPWAY_ASSIGN(codes.columns, read_pairs(context, mapping, in, budget));
  SLIPWAY_TRY(inner.finish(context));
  return codes;
}

// A row of `width` numbers for each value, which `fill` writes for its code; then one of what is
// unknown.
template <class Fill>
base::Status add_rows(const Column& column, std::size_t width, double unknown, CellBudget& budget,
                      Table& table, Fill fill) {
  model::LookupRows::Column& lookup = table.lookup;
  lookup.width = static_cast<std::uint32_t>(width);
  SLIPWAY_TRY(budget.charge(sizeof(double) * width * (column.values.size() + 1)));
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    if (is_missing(column.values[i])) continue;
    lookup.row.push_back(static_cast<std::uint32_t>(lookup.row.size()));
    for (std::size_t k = 0; k < width; ++k) lookup.rows.push_back(fill(column.numbers[i], k));
  }
  lookup.unknown_row = static_cast<std::uint32_t>(lookup.row.size());
  lookup.rows.insert(lookup.rows.end(), width, unknown);
  return {};
}

// A column for each code, and with handle_unknown='impute' one for -1, which no value has.
base::Result<std::vector<Table>> one_hot(Context& context, Attributes& state, const Value& in,
                                         CellBudget& budget) {
  SLIPWAY_ASSIGN(const Codes codes, read_inner(context, state, in, budget));
  SLIPWAY_ASSIGN(const std::string word, state.text("handle_unknown", "impute"));
  SLIPWAY_ASSIGN(const bool by_name, state.flag("use_cat_names", false));
  std::vector<Table> tables;
  for (const Column& column : codes.columns) {
    Table table = table_of(column, codes.policy);
    const std::string prefix = shown(column.name) + "_";
    for (std::size_t i = 0; i < column.values.size(); ++i)
      table.names.push_back(prefix +
                            (by_name ? column.shown[i] : fmt::format("{:.0f}", column.numbers[i])));
    if (word == "impute") table.names.push_back(prefix + "-1");
    SLIPWAY_TRY(
        add_rows(column, table.names.size(), 0, budget, table, [&](double code, std::size_t k) {
          return k < column.numbers.size() && column.numbers[k] == code ? 1.0 : 0.0;
        }));
    tables.push_back(std::move(table));
  }
  return tables;
}

// The digits of the code in base 2, the most significant first.
base::Result<std::vector<Table>> binary(Context& context, Attributes& state, const Value& in,
                                        CellBudget& budget) {
  SLIPWAY_ASSIGN(const Codes codes, read_inner(context, state, in, budget));
  SLIPWAY_ASSIGN(Ref held, state.need("digits_per_col"));
  std::vector<Table> tables;
  for (const Column& column : codes.columns) {
    std::int64_t digits = 0;
    for (const auto& [name, count] : pickle::dict_pairs(held))
      if (const auto cell = pickle::as_cell(name); cell.ok() && equal(*cell, column.name)) {
        SLIPWAY_ASSIGN(digits, pickle::as_int64(count));
      }
    constexpr std::int64_t kDigitsMax = 53;
    if (digits < 1 || digits > kDigitsMax)
      return base::invalid_argument("BAD_MODEL", "digits_per_col does not fit the columns");
    for (const double code : column.numbers)
      if (!(code >= 0) || code >= std::ldexp(1.0, static_cast<int>(digits)) ||
          code != std::floor(code))
        return base::invalid_argument("BAD_MODEL", "a code has more digits than there are columns");
    Table table = table_of(column, codes.policy);
    for (std::int64_t k = 0; k < digits; ++k)
      table.names.push_back(fmt::format("{}_{}", shown(column.name), k));
    SLIPWAY_TRY(add_rows(column, table.names.size(), codes.policy.unknown, budget, table,
                         [&](double code, std::size_t k) {
                           const auto bit = static_cast<std::size_t>(digits) - 1 - k;
                           return static_cast<double>(static_cast<std::uint64_t>(code) >> bit & 1);
                         }));
    tables.push_back(std::move(table));
  }
  return tables;
}

base::Result<Ref> mapping_of(Ref mapping, const Cell& column) {
  SLIPWAY_ASSIGN(const std::vector<Ref> switches, pickle::as_refs(mapping));
  for (Ref one : switches)
    if (const auto cell = pickle::as_cell(pickle::find(one, "col"));
        cell.ok() && equal(*cell, column))
      return pickle::find(one, "mapping");
  return nullptr;
}

// A row of contrasts for each code, by the index of a DataFrame; 0 is what is unknown.
base::Result<std::vector<Table>> contrasts(Context& context, Attributes& state, const Value& in,
                                           CellBudget& budget) {
  SLIPWAY_ASSIGN(const Codes codes, read_inner(context, state, in, budget));
  if (!codes.policy.rejects && std::isnan(codes.policy.unknown))
    return context.unsupported("handle_unknown=ignore, of which answers depend on the other rows");
  SLIPWAY_ASSIGN(Ref mapping, state.need("mapping"));
  std::vector<Table> tables;
  for (const Column& column : codes.columns) {
    SLIPWAY_ASSIGN(Ref held, mapping_of(mapping, column.name));
    SLIPWAY_ASSIGN(const pickle::Frame frame, pickle::as_frame(held, budget));
    std::map<double, std::size_t> row_of;
    for (std::size_t i = 0; i < frame.index.size(); ++i)
      if (!is_missing(frame.index[i])) row_of.emplace(frame.index[i].number, i);
    for (const double code : column.numbers)
      if (std::isnan(code) || (!frame.columns.empty() && !row_of.contains(code)))
        return base::invalid_argument("BAD_MODEL", "a code without a row of contrasts");
    Table table = table_of(column, codes.policy);
    for (std::size_t k = 0; k < frame.columns.size(); ++k)
      table.names.push_back(fmt::format("{}_{}", shown(column.name), k));
    SLIPWAY_TRY(
        add_rows(column, table.names.size(), 0, budget, table,
                 [&](double code, std::size_t k) { return frame.values[k][row_of.at(code)]; }));
    tables.push_back(std::move(table));
  }
  return tables;
}

base::Result<std::vector<Table>> weights_of_evidence(Context& context, Attributes& state,
                                                     const Value& in, CellBudget& budget) {
  SLIPWAY_ASSIGN(const Policy policy, read_policy(context, state, 0));
  SLIPWAY_ASSIGN(const std::vector<Column> columns,
                 read_dicts(state, in, "woe", budget, pickle::as_double));
  return numbers(columns, policy, in);
}

using ReadTables = base::Result<std::vector<Table>> (*)(Context&, Attributes&, const Value&,
                                                        CellBudget&);

base::Result<std::vector<Table>> ordinal(Context& context, Attributes& state, const Value& in,
                                         CellBudget& budget) {
  SLIPWAY_ASSIGN(const Policy policy, read_policy(context, state, 0));
  SLIPWAY_ASSIGN(Ref mapping, state.need("mapping"));
  SLIPWAY_ASSIGN(const std::vector<Column> columns, read_pairs(context, mapping, in, budget));
  return numbers(columns, policy, in);
}

base::Result<std::vector<Table>> means(Context& context, Attributes& state, const Value& in,
                                       CellBudget& budget) {
  const bool target = context.origin().ends_with(".TargetEncoder");
  SLIPWAY_ASSIGN(Ref mean_value, state.need("_mean"));
  SLIPWAY_ASSIGN(const double mean, pickle::as_double(mean_value));
  SLIPWAY_ASSIGN(const Policy policy, read_policy(context, state, mean));
  SLIPWAY_ASSIGN(const std::vector<Column> columns,
                 read_statistics(state, in, mean, target ? "smoothing" : "mean", budget));
  return numbers(columns, policy, in);
}

struct Encoder {
  std::string_view name;
  ReadTables read;
  Place place = Place::kInPlace;
  bool intercept = false;  // a column of 1 stands before all
};

constexpr Encoder kEncoders[] = {
    {".OrdinalEncoder", ordinal},
    {".OneHotEncoder", one_hot, Place::kFirst},
    {".BinaryEncoder", binary, Place::kFirst},
    {".TargetEncoder", means},
    {".LeaveOneOutEncoder", means},
    {".WOEEncoder", weights_of_evidence},
    {".HelmertEncoder", contrasts, Place::kInPlace, true},
    {".SumEncoder", contrasts, Place::kInPlace, true},
    {".PolynomialEncoder", contrasts, Place::kInPlace, true},
    {".BackwardDifferenceEncoder", contrasts, Place::kInPlace, true},
};

base::Result<const Encoder*> encoder_called(const Context& context) {
  for (const Encoder& one : kEncoders)
    if (context.origin().ends_with(one.name)) return &one;
  return context
      .unsupported("an encoder of category_encoders 1, whose answers depend on the other rows")
      .remedy("fit it with category_encoders 2 or newer");
}

}  // namespace

base::Result<Emitted> old_category_encoder(Context& context, Attributes& state, const Value& in) {
  CellBudget budget;
  SLIPWAY_ASSIGN(const Encoder* encoder, encoder_called(context));
  SLIPWAY_ASSIGN(std::vector<Table> tables, encoder->read(context, state, in, budget));
  SLIPWAY_ASSIGN(Value out, apply_tables(context, in, std::move(tables), encoder->place));
  if (encoder->intercept) {
    SLIPWAY_ASSIGN(const ValueId ones, context.add(out, model::Place{{}, {1}}, kIntercept));
    SLIPWAY_ASSIGN(out, context.concat({computed(ones, {kIntercept}), out}));
  }
  SLIPWAY_ASSIGN(const bool drop, state.flag("drop_invariant", false));
  if (Ref columns = state.get("drop_cols"); drop && !is_none(columns)) {
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
