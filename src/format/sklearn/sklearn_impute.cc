// SimpleImputer, the Imputer before it, and MissingIndicator.
#include <cmath>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/missing.h"
#include "format/sklearn/values.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::Category;
using pickle::Tag;

base::Result<std::vector<Category>> read_statistics(Ref statistics, bool& text) {
  std::vector<Category> all;
  if (statistics->tag == Tag::kArray && statistics->array()->dtype.kind != 'O' &&
      statistics->array()->dtype.kind != 'U') {
    SLIPWAY_ASSIGN(const auto numbers, pickle::as_doubles(statistics));
    for (const double number : numbers) all.push_back({Category::Kind::kNumber, number, {}});
    return all;
  }
  if (statistics->tag == Tag::kArray && statistics->array()->dtype.kind == 'U') {
    SLIPWAY_ASSIGN(const auto texts, pickle::as_strings(statistics));
    for (const std::string& value : texts) all.push_back({Category::Kind::kString, 0, value});
    text = true;
    return all;
  }
  SLIPWAY_ASSIGN(const auto values, pickle::as_refs(statistics));
  for (Ref value : values) {
    SLIPWAY_ASSIGN(Category category, read_category(value));
    text = text || category.kind == Category::Kind::kString;
    all.push_back(std::move(category));
  }
  return all;
}

bool is_empty(const Category& category) {
  return category.kind == Category::Kind::kMissing ||
         (category.kind == Category::Kind::kNumber && std::isnan(category.number));
}

// Columns that had nothing but missing values are dropped, unless keep_empty_features or (until 1.7)
// a constant.
base::Result<Emitted> simple_imputer(Context& context, Attributes& state, const Value& in) {
  Ref strategy = state.get("strategy");
  const bool constant = context.version() < 10800 && !is_none(strategy) &&
                        strategy->tag == Tag::kString && strategy->text == "constant";
  SLIPWAY_ASSIGN(const bool keep_empty, state.flag("keep_empty_features", false));
  SLIPWAY_ASSIGN(Ref statistics, state.need("statistics_"));
  model::Impute impute;
  SLIPWAY_ASSIGN(impute.missing, read_missing(state));
  bool text = impute.missing.kind == Category::Kind::kString;
  SLIPWAY_ASSIGN(impute.fill, read_statistics(statistics, text));
  SLIPWAY_TRY(want_width("statistics_", impute.fill.size(), in.width()));
  std::vector<std::string> names;
  for (std::uint32_t j = 0; j < in.width(); ++j) {
    const bool empty = is_empty(impute.fill[j]);
    if (empty) impute.fill[j] = {Category::Kind::kMissing, 0, {}};
    if (empty && !constant && !keep_empty)
      impute.dropped.push_back(j);
    else
      names.push_back(in.names[j]);
  }
  SLIPWAY_ASSIGN(impute.indicators, read_indicator(context, state, in.width()));
  for (const std::uint32_t j : impute.indicators)
    names.push_back("missingindicator_" + in.names[j]);
  if (text) SLIPWAY_TRY(expect_all_texts(context, in));
  const bool of_nan =
      impute.missing.kind == Category::Kind::kMissing || std::isnan(impute.missing.number);
  Value checked = in;
  if (!text) {
    SLIPWAY_ASSIGN(checked, context.require(in, model::Element::kF64, of_nan));
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(checked, std::move(impute)));
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  emitted.transform->finite = !text && of_nan;
  emitted.transform->sparse = in.sparse;
  return emitted;
}

// Of old: missing_values is a number or "NaN", and nothing is refused.
base::Result<Emitted> old_imputer(Context& context, Attributes& state, const Value& in) {
  if (Ref axis = state.get("axis"); !is_none(axis)) {
    SLIPWAY_ASSIGN(const std::int64_t along, pickle::as_int64(axis));
    if (along != 0) return context.unsupported("axis=1, which fits every batch anew");
  }
  SLIPWAY_ASSIGN(const std::vector<double> statistics, state.doubles("statistics_"));
  SLIPWAY_TRY(want_width("statistics_", statistics.size(), in.width()));
  model::Impute impute;
  SLIPWAY_ASSIGN(impute.missing, read_missing(state));
  std::vector<std::string> names;
  for (std::uint32_t j = 0; j < in.width(); ++j) {
    impute.fill.push_back({Category::Kind::kNumber, statistics[j], {}});
    if (std::isnan(statistics[j]))
      impute.dropped.push_back(j);
    else
      names.push_back(in.names[j]);
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, std::move(impute)));
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  emitted.transform->sparse = in.sparse;
  return emitted;
}

// error_on_new: a column that had no missing values must not have them now.
base::Result<Emitted> missing_indicator(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool refuses_new, state.flag("error_on_new", true));
  SLIPWAY_ASSIGN(const std::vector<std::uint32_t> columns,
                 read_indicated(context, state, in.width()));
  SLIPWAY_ASSIGN(const std::string which, state.text("features", "missing-only"));
  model::Impute mark;
  SLIPWAY_ASSIGN(mark.missing, read_missing(state));
  if (columns.empty()) return context.unsupported("an indicator of no columns");
  const bool of_nan =
      mark.missing.kind == Category::Kind::kMissing ||
      (mark.missing.kind == Category::Kind::kNumber && std::isnan(mark.missing.number));
  Value checked = in;
  if (mark.missing.kind != Category::Kind::kString) {
    SLIPWAY_ASSIGN(checked, context.require(in, model::Element::kF64, of_nan));
  }
  SLIPWAY_ASSIGN(Value asked, context.gather(checked, columns));
  std::vector<std::string> names;
  for (const std::uint32_t j : columns) names.push_back("missingindicator_" + in.names[j]);
  if (refuses_new && which == "missing-only" && columns.size() < in.width()) {
    SLIPWAY_ASSIGN(asked, with_others_present(context, checked, columns, mark.missing));
  }
  mark.fill.assign(asked.width(), {Category::Kind::kMissing, 0, {}});
  for (std::uint32_t j = 0; j < asked.width(); ++j) mark.dropped.push_back(j);
  for (std::uint32_t j = 0; j < columns.size(); ++j) mark.indicators.push_back(j);
  SLIPWAY_ASSIGN(const ValueId id, context.add(asked, std::move(mark)));
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  emitted.transform->finite = true;
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_impute_adapters() {
  return {
      {.package = "sklearn.impute",
       .classes = {"SimpleImputer"},
       .convert = simple_imputer,
       .reads = {"strategy", "keep_empty_features", "missing_values", "statistics_", "indicator_",
                 "add_indicator"},
       .ignores = {"copy", "fill_value", "verbose", "_fit_dtype", "_fill_dtype"}},
      {.package = "sklearn.preprocessing",
       .classes = {"Imputer"},
       .convert = old_imputer,
       .reads = {"axis", "missing_values", "statistics_"},
       .ignores = {"strategy", "copy", "verbose"}},
      {.package = "sklearn.impute",
       .classes = {"MissingIndicator"},
       .convert = missing_indicator,
       .reads = {"missing_values", "features", "features_", "error_on_new"},
       .ignores = {"sparse", "_n_features", "_precomputed"}},
  };
}

}  // namespace slipway::format::sklearn
