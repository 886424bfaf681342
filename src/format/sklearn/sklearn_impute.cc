// SimpleImputer.
#include <cmath>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/values.h"

namespace slipway::format::sklearn {
namespace {

using model::Category;
using pickle::Tag;

const Adapter& missing_indicator() {
  static const Adapter kAdapter = {
      .package = "sklearn.impute",
      .classes = {"MissingIndicator"},
      .convert = nullptr,
      .reads = {"features", "features_"},
      .ignores = {"missing_values", "sparse", "error_on_new", "_n_features", "_precomputed"}};
  return kAdapter;
}

// The columns of indicator_, a fitted MissingIndicator.
base::Result<std::vector<std::uint32_t>> read_indicator(Context& context, Ref indicator,
                                                        std::size_t width) {
  SLIPWAY_ASSIGN(Attributes state, Attributes::of(indicator, missing_indicator()));
  SLIPWAY_ASSIGN(const std::string which, state.text("features", "missing-only"));
  if (which != "missing-only" && which != "all")
    return context.unsupported(fmt::format("features={}", which));
  SLIPWAY_ASSIGN(Ref features, state.need("features_"));
  SLIPWAY_ASSIGN(const auto columns, pickle::as_int64s(features));
  std::vector<std::uint32_t> all;
  for (const std::int64_t column : columns) {
    if (column < 0 || static_cast<std::size_t>(column) >= width)
      return base::invalid_argument("WRONG_SHAPE",
                                    fmt::format("features_ has column {} of {}", column, width));
    all.push_back(static_cast<std::uint32_t>(column));
  }
  SLIPWAY_TRY(state.finish(context));
  return all;
}

base::Result<std::vector<Category>> read_statistics(Ref statistics, bool& text) {
  std::vector<Category> all;
  if (statistics->tag == Tag::kArray && statistics->array->dtype.kind != 'O' &&
      statistics->array->dtype.kind != 'U') {
    SLIPWAY_ASSIGN(const auto numbers, pickle::as_doubles(statistics));
    for (const double number : numbers) all.push_back({Category::Kind::kNumber, number, {}});
    return all;
  }
  if (statistics->tag == Tag::kArray && statistics->array->dtype.kind == 'U') {
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

// Columns that had nothing but missing values are dropped, unless keep_empty_features or a
// constant.
base::Result<Emitted> simple_imputer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string strategy, state.text("strategy", "mean"));
  SLIPWAY_ASSIGN(const bool keep_empty, state.flag("keep_empty_features", false));
  SLIPWAY_ASSIGN(Ref missing, state.need("missing_values"));
  SLIPWAY_ASSIGN(Ref statistics, state.need("statistics_"));
  model::Impute impute;
  if (pickle::is_symbol(missing, "pandas._libs.missing.NA") ||
      pickle::record_class(missing) == "pandas._libs.missing.NAType")
    impute.missing.kind = Category::Kind::kMissing;
  else {
    SLIPWAY_ASSIGN(impute.missing, read_category(missing));
  }
  bool text = impute.missing.kind == Category::Kind::kString;
  SLIPWAY_ASSIGN(impute.fill, read_statistics(statistics, text));
  SLIPWAY_TRY(want_width("statistics_", impute.fill.size(), in.width()));
  std::vector<std::string> names;
  for (std::uint32_t j = 0; j < in.width(); ++j) {
    const bool empty = is_empty(impute.fill[j]);
    if (empty) impute.fill[j] = {Category::Kind::kMissing, 0, {}};
    if (empty && strategy != "constant" && !keep_empty)
      impute.dropped.push_back(j);
    else
      names.push_back(in.names[j]);
  }
  Ref indicator = state.get("indicator_");
  if (!is_none(indicator)) {
    SLIPWAY_ASSIGN(impute.indicators, read_indicator(context, indicator, in.width()));
    for (const std::uint32_t j : impute.indicators)
      names.push_back("missingindicator_" + in.names[j]);
  }
  base::Status again;
  for (std::size_t j = 0; text && j < in.width(); ++j)
    if (const auto status = context.expect_kind(in, j, data::Kind::kString); !status.ok()) {
      if (status.reason() != std::string_view(kReadAgain)) return status;
      again = status;
    }
  if (!again.ok()) return again;
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

}  // namespace

std::vector<Adapter> sklearn_impute_adapters() {
  return {
      {.package = "sklearn.impute",
       .classes = {"SimpleImputer"},
       .convert = simple_imputer,
       .reads = {"strategy", "keep_empty_features", "missing_values", "statistics_", "indicator_"},
       .ignores = {"copy", "fill_value", "verbose", "_fit_dtype", "_fill_dtype", "add_indicator"}},
  };
}

}  // namespace slipway::format::sklearn
