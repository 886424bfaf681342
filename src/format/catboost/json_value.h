// Members of JSON objects, fetched or refused by name. For json*.cc alone.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <simdjson.h>

#include "base/status.h"

namespace slipway::format::catboost {

using Json = simdjson::dom::element;

inline base::Status wrong_type(std::string_view name, const char* wanted) {
  return base::invalid_argument("WRONG_TYPE", "\"" + std::string(name) + "\" is not " + wanted);
}

inline bool has(Json object, std::string_view name) {
  Json value;
  return object[name].get(value) == simdjson::SUCCESS && !value.is_null();
}

inline base::Result<Json> need(Json object, std::string_view name) {
  Json value;
  if (object[name].get(value) == simdjson::SUCCESS) return value;
  return base::invalid_argument("MISSING_KEY", "there is no \"" + std::string(name) + "\"");
}

// A number of type Number, whichever way it is written; integers must fit.
template <class Number>
base::Result<Number> number(Json value, std::string_view name) {
  if constexpr (std::is_floating_point_v<Number>) {
    double read = 0;
    if (value.get(read) == simdjson::SUCCESS) return static_cast<Number>(read);
    return wrong_type(name, "a number");
  } else {
    std::int64_t read = 0;
    if (value.get(read) == simdjson::SUCCESS && read >= std::numeric_limits<Number>::min() &&
        read <= std::int64_t{std::numeric_limits<Number>::max()})
      return static_cast<Number>(read);
    return wrong_type(name, "a whole number in range");
  }
}

template <class Number>
base::Result<Number> number_in(Json object, std::string_view name) {
  auto value = need(object, name);
  if (!value.ok()) return value.status();
  return number<Number>(*value, name);
}

inline base::Result<simdjson::dom::array> array(Json value, std::string_view name) {
  simdjson::dom::array items;
  if (value.get(items) == simdjson::SUCCESS) return items;
  return wrong_type(name, "an array");
}

// An array; null, or no such member, is an empty one.
inline base::Result<std::vector<Json>> items_in(Json object, std::string_view name) {
  std::vector<Json> items;
  if (!has(object, name)) return items;
  auto listed = array(object[name].value_unsafe(), name);
  if (!listed.ok()) return listed.status();
  for (const Json item : *listed) items.push_back(item);
  return items;
}

template <class Number>
base::Status numbers_in(Json object, std::string_view name, std::vector<Number>& into) {
  auto items = items_in(object, name);
  if (!items.ok()) return items.status();
  for (const Json item : *items) {
    auto read = number<Number>(item, name);
    if (!read.ok()) return read.status();
    into.push_back(*read);
  }
  return {};
}

inline std::string text_in(Json object, std::string_view name) {
  std::string_view text;
  return object[name].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

}  // namespace slipway::format::catboost
