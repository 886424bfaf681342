#include "format/catboost/columns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "format/catboost/statistics.h"

namespace slipway::format::catboost {
namespace {

using base::Result;
using base::Status;
using model::HashedLookup;

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

class Reader {
 public:
  explicit Reader(const Saved& saved) : saved_(saved) {}

  Result<Columns> read() {
    SLIPWAY_TRY(read_numbers());
    columns_.lookup.emplace();
    SLIPWAY_TRY(read_values());
    SLIPWAY_TRY(read_statistics());
    if (columns_.width == 0) SLIPWAY_TRY(read_any());
    if (columns_.lookup->equal.empty() && columns_.lookup->tables.empty()) columns_.lookup.reset();
    return std::move(columns_);
  }

 private:
  Status add_tests(const std::vector<float>& borders, const FloatFeature* feature) {
    for (const float border : borders)
      if (std::isnan(border)) return bad("a border is NaN");
    if (!std::ranges::is_sorted(borders)) return bad("borders are not in order");
    for (const float border : borders)
      columns_.tests.push_back({static_cast<std::uint32_t>(columns_.width), border,
                                feature != nullptr && nan_above(*feature, border)});
    ++columns_.width;
    return {};
  }

  // A missing value is compared as it is (false), or as an infinity.
  static bool nan_above(const FloatFeature& feature, float border) {
    return feature.has_nans && feature.nan == NanIs::kTrue &&
           border < std::numeric_limits<float>::infinity();
  }

  Status read_numbers() {
    for (const FloatFeature& feature : saved_.floats) {
      if (feature.nan > NanIs::kTrue) return bad("an unknown treatment of missing values");
      if (feature.borders.empty()) continue;
      number_of_[feature.index] = {&feature, static_cast<std::uint32_t>(columns_.width)};
      columns_.numbers.push_back(static_cast<std::uint32_t>(feature.flat));
      SLIPWAY_TRY(add_tests(feature.borders, &feature));
    }
    return {};
  }

  // The column of category `index` among those that are hashed.
  Result<std::uint32_t> category(std::int32_t index) {
    const auto known = category_of_.find(index);
    if (known != category_of_.end()) return known->second;
    const auto feature = std::ranges::find(saved_.categories, index, &CategoryFeature::index);
    if (feature == saved_.categories.end())
      return bad(fmt::format("there is no categorical feature {}", index));
    const auto column = static_cast<std::uint32_t>(columns_.categories.size());
    columns_.categories.push_back(static_cast<std::uint32_t>(feature->flat));
    category_of_.emplace(index, column);
    return column;
  }

  Result<HashedLookup::Equal> equal(std::int32_t feature, std::int32_t value) {
    SLIPWAY_ASSIGN(const std::uint32_t column, category(feature));
    return HashedLookup::Equal{column, value};
  }

  Status read_values() {
    for (const OneHotFeature& feature : saved_.one_hot)
      for (const std::int32_t value : feature.values) {
        SLIPWAY_ASSIGN(const HashedLookup::Equal test, equal(feature.feature, value));
        columns_.lookup->equal.push_back(test);
        columns_.tests.push_back({static_cast<std::uint32_t>(columns_.width++), 0.5f, false});
      }
    return {};
  }

  Status read_projection(const Projection& projection, HashedLookup::Table& table) {
    for (const std::int32_t index : projection.categories) {
      SLIPWAY_ASSIGN(const std::uint32_t column, category(index));
      table.columns.push_back(column);
    }
    for (const FloatTest& test : projection.floats) {
      const auto number = number_of_.find(test.feature);
      if (number == number_of_.end() || std::isnan(test.border))
        return bad(fmt::format("a ctr tests the numeric feature {}", test.feature));
      table.above.push_back(
          {number->second.second, test.border, nan_above(*number->second.first, test.border)});
    }
    for (const ValueTest& test : projection.values) {
      SLIPWAY_ASSIGN(const HashedLookup::Equal at, equal(test.feature, test.value));
      table.equal.push_back(at);
    }
    return {};
  }

  // Trees that test nothing are given a column all the same.
  Status read_any() {
    columns_.width = 1;
    if (!saved_.floats.empty()) {
      columns_.numbers.push_back(static_cast<std::uint32_t>(saved_.floats[0].flat));
      return {};
    }
    if (saved_.categories.empty()) return bad("there is no feature");
    SLIPWAY_ASSIGN(const HashedLookup::Equal test, equal(saved_.categories[0].index, 0));
    columns_.lookup->equal.push_back(test);
    return {};
  }

  // Neighbours that are read from one table share its keys.
  Status read_statistics() {
    const CtrBase* last = nullptr;
    for (const CtrFeature& ctr : saved_.ctrs) {
      const auto counted = saved_.tables.find(ctr.base);
      if (counted == saved_.tables.end()) return bad("the table of a ctr feature is not there");
      auto& tables = columns_.lookup->tables;
      if (last == nullptr || *last != ctr.base) {
        last = &ctr.base;
        SLIPWAY_TRY(read_projection(ctr.base.projection, tables.emplace_back()));
        tables.back().keys = counted->second.keys;
      }
      SLIPWAY_TRY(add_statistic(ctr, counted->second, tables.back()));
      SLIPWAY_TRY(add_tests(ctr.borders, nullptr));
    }
    return {};
  }

  const Saved& saved_;
  Columns columns_;
  std::map<std::int32_t, std::pair<const FloatFeature*, std::uint32_t>> number_of_;
  std::map<std::int32_t, std::uint32_t> category_of_;
};

}  // namespace

Result<Columns> read_columns(const Saved& saved) { return Reader(saved).read(); }

}  // namespace slipway::format::catboost
