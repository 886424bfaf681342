#include "format/catboost/json_tables.h"

#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace slipway::format::catboost {
namespace {

using base::Result;
using base::Status;

constexpr std::array<std::string_view, 6> kTypes = {
    "Borders", "Buckets",    "BinarizedTargetMeanValue", "FloatTargetMeanValue",
    "Counter", "FeatureFreq"};

Result<CtrType> read_type(Json object, std::string_view name) {
  const std::string type = text_in(object, name);
  for (std::size_t i = 0; i < kTypes.size(); ++i)
    if (kTypes[i] == type) return static_cast<CtrType>(i);
  return base::unimplemented("UNSUPPORTED_OPTION", fmt::format("ctr type \"{}\"", type));
}

Status read_projection(Json object, std::string_view name, Projection& into) {
  SLIPWAY_ASSIGN(const std::vector<Json> elements, items_in(object, name));
  for (const Json element : elements) {
    const std::string kind = text_in(element, "combination_element");
    if (kind == "cat_feature_value") {
      SLIPWAY_ASSIGN(const auto feature, number_in<std::int32_t>(element, "cat_feature_index"));
      into.categories.push_back(feature);
    } else if (kind == "float_feature") {
      SLIPWAY_ASSIGN(const auto feature, number_in<std::int32_t>(element, "float_feature_index"));
      const char* name_of_border = has(element, "border") ? "border" : "border_id";  // before 0.15
      SLIPWAY_ASSIGN(const auto border, number_in<float>(element, name_of_border));
      into.floats.push_back({feature, border});
    } else if (kind == "cat_feature_exact_value") {
      SLIPWAY_ASSIGN(const auto feature, number_in<std::int32_t>(element, "cat_feature_index"));
      SLIPWAY_ASSIGN(const auto value, number_in<std::int32_t>(element, "value"));
      into.values.push_back({feature, value});
    } else {
      return base::unimplemented("UNSUPPORTED_OPTION",
                                 fmt::format("combination_element \"{}\"", kind));
    }
  }
  return {};
}

Result<std::uint64_t> read_key(Json value) {
  std::string_view text;
  std::uint64_t key = 0;
  if (value.get(text) == simdjson::SUCCESS) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), key);
    if (error == std::errc() && end == text.data() + text.size()) return key;
  }
  return wrong_type("hash_map", "keys and their counts");
}

// A key, then what was counted for it, and so on.
Result<CtrTable> read_table(CtrType type, Json value) {
  const bool mean =
      type == CtrType::kBinarizedTargetMeanValue || type == CtrType::kFloatTargetMeanValue;
  const bool counter = type == CtrType::kCounter || type == CtrType::kFeatureFreq;
  CtrTable table;
  SLIPWAY_ASSIGN(const auto stride, number_in<std::int32_t>(value, "hash_stride"));
  if (counter) {
    SLIPWAY_ASSIGN(table.denominator, number_in<std::int32_t>(value, "counter_denominator"));
  }
  SLIPWAY_ASSIGN(const std::vector<Json> items, items_in(value, "hash_map"));
  const std::int32_t wanted = mean ? 3 : counter ? 2 : stride;
  if (stride < 2 || stride != wanted || items.size() % static_cast<std::size_t>(stride) != 0)
    return base::invalid_argument("BAD_FILE", fmt::format("hash_stride is {}", stride));
  table.classes = mean || counter ? 0 : stride - 1;
  for (std::size_t at = 0; at < items.size(); at += static_cast<std::size_t>(stride)) {
    table.bucket.push_back(static_cast<std::uint32_t>(table.keys.size()));
    SLIPWAY_ASSIGN(const std::uint64_t key, read_key(items[at]));
    table.keys.push_back(key);
    std::size_t first = at + 1;
    if (mean) {
      SLIPWAY_ASSIGN(const float sum, number<float>(items[first++], "hash_map"));
      table.sums.push_back(sum);
    }
    for (; first < at + static_cast<std::size_t>(stride); ++first) {
      SLIPWAY_ASSIGN(const auto count, number<std::int32_t>(items[first], "hash_map"));
      table.counts.push_back(count);
    }
  }
  return table;
}

}  // namespace

Result<CtrFeature> read_ctr(Json value) {
  CtrFeature feature;
  SLIPWAY_TRY(read_projection(value, "elements", feature.base.projection));
  SLIPWAY_ASSIGN(feature.base.type, read_type(value, "ctr_type"));
  SLIPWAY_ASSIGN(feature.target_border, number_in<std::int32_t>(value, "target_border_idx"));
  SLIPWAY_ASSIGN(feature.prior, number_in<float>(value, "prior_numerator"));
  SLIPWAY_ASSIGN(feature.prior_denominator, number_in<float>(value, "prior_denomerator"));
  SLIPWAY_ASSIGN(feature.shift, number_in<float>(value, "shift"));
  SLIPWAY_ASSIGN(feature.scale, number_in<float>(value, "scale"));
  SLIPWAY_TRY(numbers_in(value, "borders", feature.borders));
  return feature;
}

Status read_tables(Json model, Saved& saved) {
  simdjson::dom::object tables;
  if (!has(model, "ctr_data") || model["ctr_data"].get(tables) != simdjson::SUCCESS) return {};
  simdjson::dom::parser parser;
  for (const auto [key, value] : tables) {
    Json identifier;
    if (parser.parse(key.data(), key.size()).get(identifier) != simdjson::SUCCESS)
      return base::invalid_argument("BAD_FILE", "a key of \"ctr_data\" is no JSON");
    CtrBase base;
    SLIPWAY_ASSIGN(base.type, read_type(identifier, "type"));
    SLIPWAY_TRY(read_projection(identifier, "identifier", base.projection));
    auto table = read_table(base.type, value);
    if (!table.ok()) return table.status().at("ctr_data");
    saved.tables.insert_or_assign(std::move(base), std::move(*table));
  }
  return {};
}

}  // namespace slipway::format::catboost
