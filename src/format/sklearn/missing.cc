#include "format/sklearn/missing.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/pandas.h"
#include "format/pickle/record.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::Category;

const Adapter& indicator_adapter() {
  return *find_adapter("sklearn.impute._base.MissingIndicator");
}

}  // namespace

base::Result<Category> read_missing(Attributes& state) {
  SLIPWAY_ASSIGN(Ref missing, state.need("missing_values"));
  if (pickle::is_pandas_missing(missing)) return Category{Category::Kind::kMissing, 0, {}};
  SLIPWAY_ASSIGN(Category category, read_category(missing));
  if (category.kind == Category::Kind::kString && category.text == "NaN")
    return Category{Category::Kind::kNumber, std::numeric_limits<double>::quiet_NaN(), {}};
  return category;
}

base::Result<std::vector<std::uint32_t>> read_indicated(const Context& context, Attributes& state,
                                                        std::size_t width) {
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
  return all;
}

base::Result<std::vector<std::uint32_t>> read_indicator(Context& context, Attributes& imputer,
                                                        std::size_t width) {
  SLIPWAY_ASSIGN(const bool adds, imputer.flag("add_indicator", true));
  Ref indicator = imputer.get("indicator_");
  if (!adds || is_none(indicator)) return std::vector<std::uint32_t>();
  SLIPWAY_ASSIGN(Attributes state, Attributes::of(indicator, indicator_adapter()));
  SLIPWAY_ASSIGN(auto columns, read_indicated(context, state, width));
  SLIPWAY_TRY(state.finish(context));
  return columns;
}

base::Result<Value> with_others_present(Context& context, const Value& in,
                                        const std::vector<std::uint32_t>& first,
                                        const Category& missing) {
  std::vector<std::uint32_t> others;
  for (std::uint32_t j = 0; j < in.width(); ++j)
    if (std::ranges::find(first, j) == first.end()) others.push_back(j);
  SLIPWAY_ASSIGN(const Value left, context.gather(in, first));
  SLIPWAY_ASSIGN(const Value right, context.gather(in, others));
  if (missing.kind == Category::Kind::kString)
    return context.unsupported("error_on_new of columns of text");
  model::Impute as_nan{.missing = missing};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  as_nan.fill.assign(others.size(), {Category::Kind::kNumber, nan, {}});
  SLIPWAY_ASSIGN(ValueId id, context.add(right, std::move(as_nan), "others"));
  SLIPWAY_ASSIGN(
      id, context.add(id, model::Require{.allow_nan = false, .allow_infinite = true}, "no_new"));
  return context.concat({left, computed(id, right.names)});
}

base::Result<Value> indicators(Context& context, const Value& in,
                               const std::vector<std::uint32_t>& columns, const Category& missing) {
  model::Impute mark{.missing = missing};
  mark.fill.assign(in.width(), {Category::Kind::kMissing, 0, {}});
  std::vector<std::string> names;
  for (std::uint32_t j = 0; j < in.width(); ++j) mark.dropped.push_back(j);
  for (const std::uint32_t j : columns) {
    mark.indicators.push_back(j);
    names.push_back("missingindicator_" + in.names[j]);
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, std::move(mark), "indicator"));
  return computed(id, std::move(names));
}

}  // namespace slipway::format::sklearn
