// category_encoders, 2.0 on: most of its encoders number the values of a column with an OrdinalEncoder
// inside and look the number up in a Series or DataFrame; LeaveOneOut, CatBoost and Count look the value
// up itself. All are read into tables. Of 1.x: category_encoders_old.cc.
#include "format/sklearn/category_encoders.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/tables.h"
#include "model/stages/lookup.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Cell;
using pickle::CellBudget;
using pickle::Tag;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kUnknown = -1, kMissing = -2;  // the codes the library has for them

// handle_unknown, handle_missing: a word, or (from 2.11 on) a number.
struct Policy {
  std::string word;
  std::optional<double> number;
};

base::Result<Policy> read_policy(Context& context, Attributes& state, std::string_view name) {
  Policy policy;
  Ref value = state.get(name);
  if (is_none(value)) return policy;
  if (value->tag == Tag::kString) {
    policy.word = std::string(value->text);
    return policy;
  }
  const auto number = pickle::as_double(value);
  if (!number.ok()) return context.unsupported(fmt::format("{}={}", name, pickle::describe(value)));
  policy.number = *number;
  return policy;
}

// What the values of one column become: the value's code, or that of an unknown one.
struct Codes {
  Cell column;
  std::vector<Cell> values;
  std::vector<double> codes;
  double unknown = kNan;
  bool rejects_unknown = false;
};

// The mapping of an OrdinalEncoder: [{col, mapping: Series or dict}].
base::Result<std::vector<Codes>> read_codes(Context& context, Attributes& state,
                                            CellBudget& budget) {
  SLIPWAY_ASSIGN(const Policy unknown, read_policy(context, state, "handle_unknown"));
  SLIPWAY_ASSIGN(const Policy missing, read_policy(context, state, "handle_missing"));
  SLIPWAY_ASSIGN(Ref mapping, state.need("mapping"));
  SLIPWAY_ASSIGN(const std::vector<Ref> switches, pickle::as_refs(mapping));
  std::vector<Codes> all;
  for (Ref one : switches) {
    Codes codes;
    SLIPWAY_ASSIGN(codes.column, pickle::as_cell(pickle::find(one, "col")));
    Ref values = pickle::find(one, "mapping");
    if (pickle::is_series(values)) {
      SLIPWAY_ASSIGN(pickle::Series series, pickle::as_series(values, budget));
      codes.values = std::move(series.index), codes.codes = std::move(series.values);
    } else {
      for (const auto& [value, code] : pickle::dict_pairs(values)) {
        SLIPWAY_TRY(budget.charge(sizeof(Cell)));
        SLIPWAY_ASSIGN(Cell cell, pickle::as_cell(value));
        SLIPWAY_ASSIGN(const double number, pickle::as_double(code));
        codes.values.push_back(std::move(cell)), codes.codes.push_back(number);
      }
    }
    codes.rejects_unknown = unknown.word == "error";
    if (unknown.word == "value") codes.unknown = kUnknown;
    if (unknown.number) codes.unknown = *unknown.number;
    for (double& code : codes.codes)
      if (code == kMissing)
        code = missing.number ? *missing.number : missing.word == "return_nan" ? kNan : code;
    all.push_back(std::move(codes));
  }
  return all;
}

// min_group_lumping_ and the like, of one column: rare values to the name of their group, which is
// looked up instead.
void lump(Ref lumping, const Cell& column, Codes& codes, base::Status& failed) {
  Ref groups = nullptr;
  for (const auto& [key, value] : pickle::dict_pairs(lumping))
    if (const auto name = pickle::as_cell(key); name.ok() && equal(*name, column)) groups = value;
  std::vector<Cell> values;
  std::vector<double> outcome;
  for (const auto& [from, to] : pickle::dict_pairs(groups)) {
    const auto value = pickle::as_cell(from), group = pickle::as_cell(to);
    if (!value.ok() || !group.ok()) {
      failed = value.ok() ? group.status() : value.status();
      return;
    }
    const auto at =
        std::ranges::find_if(codes.values, [&](const Cell& c) { return equal(c, *group); });
    values.push_back(*value);
    outcome.push_back(at == codes.values.end()
                          ? codes.unknown
                          : codes.codes[static_cast<std::size_t>(at - codes.values.begin())]);
  }
  codes.values.insert(codes.values.begin(), values.begin(), values.end());
  codes.codes.insert(codes.codes.begin(), outcome.begin(), outcome.end());
}

// What all of the library's encoders have.
struct Common {
  Policy unknown, missing;
  std::vector<Cell> fitted;          // names of the columns it was fitted on; may be empty
  std::vector<std::string> dropped;  // of the result
  std::vector<std::string> result;   // names of the result's columns; may be empty
};

base::Result<std::vector<std::string>> names_in(Ref list, CellBudget& budget) {
  std::vector<std::string> names;
  if (is_none(list)) return names;
  SLIPWAY_ASSIGN(const std::vector<Cell> cells, pickle::as_cells(list, budget));
  for (const Cell& cell : cells) names.push_back(shown(cell));
  return names;
}

base::Result<Common> read_common(Context& context, Attributes& state, CellBudget& budget) {
  Common common;
  SLIPWAY_ASSIGN(common.unknown, read_policy(context, state, "handle_unknown"));
  SLIPWAY_ASSIGN(common.missing, read_policy(context, state, "handle_missing"));
  if (Ref members = state.get("composite_members_");
      members != nullptr && !pickle::dict_pairs(members).empty())
    return context.unsupported("composite_cols").remedy("join the columns before the model");
  if (Ref names = state.get("feature_names_in_"); !is_none(names)) {
    SLIPWAY_ASSIGN(common.fitted, pickle::as_cells(names, budget));
  }
  SLIPWAY_ASSIGN(const bool drop, state.flag("drop_invariant", false));
  for (const char* name : {"drop_cols", "invariant_cols"}) {
    if (!drop || is_none(state.get(name))) continue;
    SLIPWAY_ASSIGN(common.dropped, names_in(state.get(name), budget));
  }
  for (const char* name : {"feature_names", "feature_names_out_"}) {
    SLIPWAY_ASSIGN(std::vector<std::string> names, names_in(state.get(name), budget));
    if (!names.empty()) common.result = std::move(names);
  }
  return common;
}

// The last of it: columns that do not vary are dropped; what is left must be what the file names.
base::Result<Emitted> finish(Context& context, const Value& in, const Common& common,
                             std::vector<Table> tables) {
  for (Table& table : tables) table.lookup.takes_missing = common.missing.word != "error";
  Emitted emitted;
  SLIPWAY_ASSIGN(Value out, apply_tables(context, in, std::move(tables)));
  SLIPWAY_ASSIGN(out, without(context, out, common.dropped));
  if (!common.result.empty() && common.result[0] == kIntercept &&
      common.result.size() == out.width() + 1) {
    SLIPWAY_ASSIGN(const ValueId ones, context.add(out, model::Place{{}, {1}}, kIntercept));
    SLIPWAY_ASSIGN(out, context.concat({computed(ones, {kIntercept}), out}));
  }
  // Where the names it was fitted on are those that flow here, the result's must be as well.
  bool named = common.fitted.size() == in.width();
  for (std::size_t j = 0; named && j < in.width(); ++j)
    named = common.fitted[j].text == in.names[j];
  if (!common.result.empty() &&
      (named ? common.result != out.names : common.result.size() != out.width()))
    return base::invalid_argument("BAD_MODEL", "the result has other columns than the file names");
  emitted.transform = std::move(out);
  return emitted;
}

// Values whose codes are rows.
Table table_of(const Codes& codes, std::uint32_t column, std::vector<std::string> names) {
  Table table{.column = column, .lookup = {}, .names = std::move(names)};
  table.lookup.width = static_cast<std::uint32_t>(table.names.size());
  table.lookup.unknown = codes.rejects_unknown ? model::Unknown::kReject : model::Unknown::kIgnore;
  for (const Cell& value : codes.values) table.lookup.categories.push_back(category_of(value));
  return table;
}

// Each value becomes its code.
Table numbers_of(const Codes& codes, std::uint32_t column, std::string name) {
  Table table = table_of(codes, column, {std::move(name)});
  table.lookup.rows = codes.codes;
  for (std::uint32_t i = 0; i < codes.codes.size(); ++i) table.lookup.row.push_back(i);
  table.lookup.unknown_row = static_cast<std::uint32_t>(codes.codes.size());
  table.lookup.rows.push_back(codes.unknown);
  return table;
}

base::Result<Emitted> ordinal_encoder(Context& context, Attributes& state, const Value& in) {
  if (state.has("impute_missing")) return old_category_encoder(context, state, in);
  CellBudget budget;
  SLIPWAY_ASSIGN(const Common common, read_common(context, state, budget));
  SLIPWAY_ASSIGN(std::vector<Codes> all, read_codes(context, state, budget));
  std::vector<Table> tables;
  for (Codes& codes : all) {
    base::Status failed;
    lump(state.get("min_group_lumping_"), codes.column, codes, failed);
    SLIPWAY_TRY(failed);
    SLIPWAY_ASSIGN(const std::uint32_t column, column_called(codes.column, common.fitted, in));
    tables.push_back(numbers_of(codes, column, in.names[column]));
  }
  return finish(context, in, common, std::move(tables));
}

// A DataFrame or Series by code: the last of the rows is all NaN, for codes that it has not.
struct Rows {
  std::vector<Cell> index;
  std::vector<std::string> names;
  std::vector<double> values;  // row by row
  std::uint32_t row_of(double code) const {
    for (std::uint32_t i = 0; i < index.size(); ++i)
      if (index[i].kind == Cell::Kind::kNumber && index[i].number == code) return i;
    return static_cast<std::uint32_t>(index.size());
  }
};

base::Result<Rows> read_rows(Ref mapping, const std::string& name, CellBudget& budget) {
  Rows rows;
  if (pickle::is_series(mapping)) {
    SLIPWAY_ASSIGN(pickle::Series series, pickle::as_series(mapping, budget));
    rows.index = std::move(series.index), rows.values = std::move(series.values);
    rows.names = {name};
  } else {
    SLIPWAY_ASSIGN(const pickle::Frame frame, pickle::as_frame(mapping, budget));
    SLIPWAY_TRY(budget.charge(sizeof(double) * frame.index.size() * frame.columns.size()));
    for (const Cell& column : frame.columns) rows.names.push_back(shown(column));
    for (std::size_t i = 0; i < frame.index.size(); ++i)
      for (const auto& column : frame.values) rows.values.push_back(column[i]);
    rows.index = frame.index;
  }
  rows.values.insert(rows.values.end(), rows.names.size(), kNan);
  return rows;
}

// What `mapping` has for a column: a list of {col, mapping}, or a dict by column.
base::Result<Ref> mapping_for(Ref mapping, const Cell& column) {
  if (mapping->tag == Tag::kDict) {
    for (const auto& [key, value] : pickle::dict_pairs(mapping))
      if (const auto name = pickle::as_cell(key); name.ok() && equal(*name, column)) return value;
    return Ref(nullptr);
  }
  SLIPWAY_ASSIGN(const std::vector<Ref> switches, pickle::as_refs(mapping));
  for (Ref one : switches) {
    Ref name = pickle::find(one, "col");
    if (name == nullptr) continue;
    if (const auto cell = pickle::as_cell(name); cell.ok() && equal(*cell, column))
      return pickle::find(one, "mapping");
  }
  return Ref(nullptr);
}

const Adapter& inner_ordinal() {
  static const Adapter* kAdapter = find_adapter("category_encoders.ordinal.OrdinalEncoder");
  return *kAdapter;
}

base::Result<std::vector<Codes>> read_inner(Context& context, Attributes& state,
                                            CellBudget& budget) {
  SLIPWAY_ASSIGN(Ref record, state.need("ordinal_encoder"));
  if (find_adapter(pickle::record_class(record)) != &inner_ordinal())
    return unknown_symbol(record).at("ordinal_encoder");
  SLIPWAY_ASSIGN(Attributes inner, Attributes::of(record, inner_ordinal()));
  SLIPWAY_ASSIGN(std::vector<Codes> codes, read_codes(context, inner, budget));
  SLIPWAY_TRY(inner.finish(context));
  return codes;
}

// How the encoders that look up a code differ.
struct Style {
  bool nan_is_missing = false;  // OneHot: a code of NaN is looked up as that of a missing value
  bool rank = false;            // RankHot: what is not there is as handle_unknown says
};

base::Result<Table> by_code(const Codes& codes, const Common& common, Style style, Rows rows,
                            std::uint32_t column) {
  const auto nan_row = static_cast<std::uint32_t>(rows.index.size());
  std::uint32_t absent = nan_row;
  if (style.rank && common.unknown.word != "return_nan") {
    absent = nan_row + 1;
    rows.values.insert(rows.values.end(), rows.names.size(), 0.0);
  }
  const bool missing_as_absent = common.missing.word == "value" || common.missing.word == "ignore";
  const auto row_of = [&](double code) {
    if (std::isnan(code) && style.rank) return missing_as_absent ? absent : nan_row;
    const std::uint32_t row =
        rows.row_of(std::isnan(code) && style.nan_is_missing ? kMissing : code);
    return row == nan_row ? absent : row;
  };
  Codes kept = codes;
  kept.rejects_unknown = common.unknown.word == "error" && codes.unknown == kUnknown;
  Table table = table_of(kept, column, rows.names);
  for (const double code : codes.codes) table.lookup.row.push_back(row_of(code));
  table.lookup.unknown_row = row_of(codes.unknown);
  table.lookup.rows = std::move(rows.values);
  return table;
}

base::Result<Emitted> coded(Context& context, Attributes& state, const Value& in, Style style) {
  if (state.has("impute_missing")) return old_category_encoder(context, state, in);
  CellBudget budget;
  SLIPWAY_ASSIGN(const Common common, read_common(context, state, budget));
  SLIPWAY_ASSIGN(std::vector<Codes> all, read_inner(context, state, budget));
  SLIPWAY_ASSIGN(Ref mapping, state.need("mapping"));
  std::vector<Table> tables;
  for (Codes& codes : all) {
    SLIPWAY_ASSIGN(const std::uint32_t column, column_called(codes.column, common.fitted, in));
    SLIPWAY_ASSIGN(Ref found, mapping_for(mapping, codes.column));
    if (found == nullptr) continue;  // of no values: it passes as it was
    SLIPWAY_ASSIGN(Rows rows, read_rows(found, in.names[column], budget));
    base::Status failed;
    lump(state.get("min_group_lumping_"), codes.column, codes, failed);
    SLIPWAY_TRY(failed);
    SLIPWAY_ASSIGN(Table table, by_code(codes, common, style, std::move(rows), column));
    tables.push_back(std::move(table));
  }
  return finish(context, in, common, std::move(tables));
}

base::Result<Emitted> coded_encoder(Context& context, Attributes& state, const Value& in) {
  return coded(context, state, in, {});
}
base::Result<Emitted> one_hot_encoder(Context& context, Attributes& state, const Value& in) {
  return coded(context, state, in, {.nan_is_missing = true});
}
base::Result<Emitted> rank_hot_encoder(Context& context, Attributes& state, const Value& in) {
  return coded(context, state, in, {.rank = true});
}

// Up to 2.4 a BinaryEncoder is a BaseNEncoder inside.
base::Result<Emitted> binary_encoder(Context& context, Attributes& state, const Value& in) {
  Ref inner = state.get("base_n_encoder");
  if (is_none(inner)) return coded_encoder(context, state, in);
  return context.convert(inner, "base_n_encoder", in);
}

// LeaveOneOut and CatBoost: sums and counts by value. The sum of 1.0 * a is exact, so that files of
// before 2.4, which left `a` out there, are the same unless it was set.
base::Result<Emitted> mean_encoder(Context& context, Attributes& state, const Value& in) {
  if (state.has("impute_missing")) return old_category_encoder(context, state, in);
  CellBudget budget;
  SLIPWAY_ASSIGN(const Common common, read_common(context, state, budget));
  if (common.unknown.number || common.missing.number)
    return context.unsupported("handle_unknown or handle_missing is a number");
  SLIPWAY_ASSIGN(Ref mean_value, state.need("_mean"));
  SLIPWAY_ASSIGN(const double mean, pickle::as_double(mean_value));
  std::optional<double> a;
  if (context.origin().ends_with(".CatBoostEncoder")) a = 1;  // what it is before 2.1
  if (Ref value = state.get("a"); value != nullptr) {
    SLIPWAY_ASSIGN(a, pickle::as_double(value));
    if (*a != 1 && !state.has("invariant_cols"))
      return context.unsupported("a, of category_encoders before 2.5, is used in two ways")
          .remedy("fit it with a newer version");
  }
  SLIPWAY_ASSIGN(Ref mapping, state.need("mapping"));
  std::vector<Table> tables;
  for (const auto& [name, frame_of] : pickle::dict_pairs(mapping)) {
    Codes codes;
    SLIPWAY_ASSIGN(codes.column, pickle::as_cell(name));
    SLIPWAY_ASSIGN(const std::uint32_t column, column_called(codes.column, common.fitted, in));
    SLIPWAY_ASSIGN(const pickle::Frame frame, pickle::as_frame(frame_of, budget));
    if (frame.columns.size() != 2 || frame.columns[0].text != "sum" ||
        frame.columns[1].text != "count")
      return base::invalid_argument("WRONG_SHAPE", "mapping does not hold sums and counts");
    codes.rejects_unknown = common.unknown.word == "error";
    codes.unknown = common.unknown.word == "value" ? mean : kNan;
    bool knows_missing = false;
    for (std::size_t i = 0; i < frame.index.size(); ++i) {
      const double sum = frame.values[0][i], count = frame.values[1][i];
      const bool missing = is_missing(frame.index[i]);
      double level = a ? (sum + mean * *a) / (count + *a) : sum / count;
      if (!(count > 1)) level = mean;
      if (missing && common.missing.word == "return_nan") level = kNan;
      knows_missing = knows_missing || missing;
      codes.values.push_back(frame.index[i]), codes.codes.push_back(level);
    }
    base::Status failed;
    lump(state.get("min_group_lumping_"), codes.column, codes, failed);
    SLIPWAY_TRY(failed);
    if (!knows_missing) {  // a missing value is none that is unknown
      codes.values.emplace_back();
      codes.codes.push_back(common.missing.word == "value" ? mean : kNan);
    }
    tables.push_back(numbers_of(codes, column, in.names[column]));
  }
  return finish(context, in, common, std::move(tables));
}

// An option of CountEncoder for one column.
base::Result<Policy> option_of(Ref options, const Cell& column) {
  Policy policy;
  Ref value = nullptr;
  if (!is_none(options)) {
    SLIPWAY_ASSIGN(value, mapping_for(options, column));
  }
  if (is_none(value)) return policy;
  if (value->tag == Tag::kString) {
    policy.word = std::string(value->text);
    return policy;
  }
  SLIPWAY_ASSIGN(policy.number, pickle::as_double(value));
  return policy;
}

base::Result<Emitted> count_encoder(Context& context, Attributes& state, const Value& in) {
  CellBudget budget;
  SLIPWAY_ASSIGN(Common common, read_common(context, state, budget));
  if (!state.has("invariant_cols")) common.missing.word.clear();  // it was looked at in fit() only
  SLIPWAY_ASSIGN(Ref mapping, state.need("mapping"));
  std::vector<Table> tables;
  for (const auto& [name, counts] : pickle::dict_pairs(mapping)) {
    Codes codes;
    SLIPWAY_ASSIGN(codes.column, pickle::as_cell(name));
    SLIPWAY_ASSIGN(const std::uint32_t column, column_called(codes.column, common.fitted, in));
    SLIPWAY_ASSIGN(pickle::Series series, pickle::as_series(counts, budget));
    SLIPWAY_ASSIGN(const Policy unknown, option_of(state.get("_handle_unknown"), codes.column));
    SLIPWAY_ASSIGN(const Policy missing, option_of(state.get("_handle_missing"), codes.column));
    codes.values = std::move(series.index), codes.codes = std::move(series.values);
    base::Status failed;
    lump(state.get("_min_group_categories"), codes.column, codes, failed);
    SLIPWAY_TRY(failed);
    // What was not found is NaN, as is a missing value that is to be NaN; then:
    double instead = kNan;
    if (unknown.number) instead = *unknown.number;
    if (unknown.word == "value" && missing.word != "return_nan") instead = 0;
    codes.rejects_unknown = unknown.word == "error";
    codes.unknown = instead;
    for (std::size_t i = codes.codes.size(); i-- > 0;) {
      if (!std::isnan(codes.codes[i])) continue;
      codes.codes[i] = instead;
      if (!codes.rejects_unknown) continue;
      codes.codes.erase(codes.codes.begin() + static_cast<std::ptrdiff_t>(i));
      codes.values.erase(codes.values.begin() + static_cast<std::ptrdiff_t>(i));
    }
    tables.push_back(numbers_of(codes, column, in.names[column]));
  }
  return finish(context, in, common, std::move(tables));
}

base::Result<Emitted> hashing_encoder(Context& context, Attributes&, const Value&) {
  return context.unsupported("values are hashed as Python writes them")
      .remedy("use an encoder that learns the values, OrdinalEncoder or BinaryEncoder");
}

const Names kRead = {"handle_unknown",
                     "handle_missing",
                     "composite_members_",
                     "feature_names_in_",
                     "drop_invariant",
                     "drop_cols",
                     "invariant_cols",
                     "feature_names",
                     "feature_names_out_",
                     "mapping",
                     "min_group_lumping_",
                     "ordinal_encoder",
                     "impute_missing",
                     "cols",
                     "_mean",
                     "use_cat_names"};
const Names kIgnored = {"return_df",
                        "verbose",
                        "_dim",
                        "use_default_cols",
                        "use_all_cols",
                        "min_group_size",
                        "min_group_name",
                        "combine_min_nan_groups",
                        "composite_cols",
                        "keep_components",
                        "feature_dtypes_in_",
                        "lab_encoder_",
                        "random_state",
                        "randomized",
                        "sigma",
                        "mapping_supplied",
                        "index_start"};

Adapter adapter(std::string_view package, Names classes,
                base::Result<Emitted> (*convert)(Context&, Attributes&, const Value&), Names reads,
                Names ignores) {
  return {.package = package,
          .classes = std::move(classes),
          .convert = convert,
          .reads = kRead + reads,
          .ignores = kIgnored + ignores,
          .inputs = inputs_of_category_encoder};
}

}  // namespace

std::vector<Adapter> category_encoders_adapters() {
  const Names target = {"min_samples_leaf", "smoothing", "hierarchy", "hierarchy_depth",
                        "cols_hier"};
  const Names base_n = {"base", "_encoded_columns"}, digits = {"digits_per_col"};
  const Names estimate = {"_sum",           "_count",          "model",   "m",
                          "regularization", "binomial_target", "quantile"};
  return {
      adapter("category_encoders.ordinal", {"OrdinalEncoder"}, ordinal_encoder, {}, {}),
      adapter("category_encoders.one_hot", {"OneHotEncoder"}, one_hot_encoder, {}, {}),
      adapter("category_encoders.rankhot", {"RankHotEncoder"}, rank_hot_encoder, {}, {}),
      adapter("category_encoders.binary", {"BinaryEncoder"}, binary_encoder,
              {"base_n_encoder", "digits_per_col"}, base_n),
      adapter("category_encoders.basen", {"BaseNEncoder"}, coded_encoder, {}, base_n + digits),
      adapter("category_encoders.gray", {"GrayEncoder"}, coded_encoder, {}, base_n + digits),
      adapter("category_encoders.helmert", {"HelmertEncoder"}, coded_encoder, {}, {}),
      adapter("category_encoders.sum_coding", {"SumEncoder"}, coded_encoder, {}, {}),
      adapter("category_encoders.polynomial", {"PolynomialEncoder"}, coded_encoder, {}, {}),
      adapter("category_encoders.backward_difference", {"BackwardDifferenceEncoder"}, coded_encoder,
              {}, {}),
      adapter("category_encoders.target_encoder", {"TargetEncoder"}, coded_encoder, {}, target),
      adapter("category_encoders.james_stein", {"JamesSteinEncoder"}, coded_encoder, {}, estimate),
      adapter("category_encoders.m_estimate", {"MEstimateEncoder"}, coded_encoder, {}, estimate),
      adapter("category_encoders.woe", {"WOEEncoder"}, coded_encoder, {}, estimate),
      adapter("category_encoders.glmm", {"GLMMEncoder"}, coded_encoder, {}, estimate),
      adapter("category_encoders.quantile_encoder", {"QuantileEncoder"}, coded_encoder, {},
              estimate),
      adapter("category_encoders.leave_one_out", {"LeaveOneOutEncoder"}, mean_encoder, {"a"}, {}),
      adapter("category_encoders.cat_boost", {"CatBoostEncoder"}, mean_encoder, {"a"}, {}),
      adapter("category_encoders.count", {"CountEncoder"}, count_encoder,
              {"_min_group_categories", "_handle_unknown", "_handle_missing"},
              {"normalize", "_normalize", "_min_group_name", "_combine_min_nan_groups",
               "_min_group_size"}),
      adapter("category_encoders.hashing", {"HashingEncoder"}, hashing_encoder, {}, {}),
  };
}

}  // namespace slipway::format::sklearn
