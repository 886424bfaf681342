// Value: a configuration value (null, bool, number, text, list, map) that remembers where it was
// written, so that every complaint can name the place. Made by service/ from slipway.yaml and by
// cli/ from options; read through Fields (fields.h) only. Immutable once built; copies are deep.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace slipway::base {

class Value {
 public:
  using List = std::vector<Value>;
  using Map = std::vector<std::pair<std::string, Value>>;  // in the order written

  Value() = default;
  explicit Value(bool value, std::string place = {}) : data_(value), place_(std::move(place)) {}
  explicit Value(double value, std::string place = {}) : data_(value), place_(std::move(place)) {}
  explicit Value(std::int64_t value, std::string place = {})
      : data_(value), place_(std::move(place)) {}
  explicit Value(std::string value, std::string place = {})
      : data_(std::move(value)), place_(std::move(place)) {}
  explicit Value(List value, std::string place = {})
      : data_(std::move(value)), place_(std::move(place)) {}
  explicit Value(Map value, std::string place = {})
      : data_(std::move(value)), place_(std::move(place)) {}

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  const bool* as_bool() const { return std::get_if<bool>(&data_); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data_); }
  const double* as_double() const { return std::get_if<double>(&data_); }
  const std::string* as_text() const { return std::get_if<std::string>(&data_); }
  const List* as_list() const { return std::get_if<List>(&data_); }
  const Map* as_map() const { return std::get_if<Map>(&data_); }

  // The member called `key` of a map, or null.
  const Value* find(std::string_view key) const {
    if (const Map* map = as_map())
      for (const auto& [name, value] : *map)
        if (name == key) return &value;
    return nullptr;
  }

  // "slipway.yaml:12:5", or empty.
  const std::string& place() const { return place_; }

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map> data_;
  std::string place_;
};

}  // namespace slipway::base
