// Scalars, arrays and texts of a checkpoint. What is taken is there: a count that lies is found
// before anything is reserved for it.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/status.h"
#include "format/window.h"

namespace slipway::format::treelite {

inline base::Status bad(std::string what) {
  return base::invalid_argument("BAD_FILE", std::move(what));
}

template <class Value>
Value load(std::string_view bytes, std::size_t at = 0) {
  Value value;
  std::memcpy(&value, bytes.data() + at, sizeof(Value));
  return value;
}

template <class Value>
base::Result<Value> scalar(Window& window) {
  SLIPWAY_ASSIGN(const std::string_view bytes, window.take(sizeof(Value)));
  return load<Value>(bytes);
}

// The bytes of an array, valid until the next call.
inline base::Result<std::string_view> array_bytes(Window& window, std::size_t item) {
  SLIPWAY_ASSIGN(const auto count, scalar<std::uint64_t>(window));
  if (count > window.left() / item)
    return base::invalid_argument(
        "TRUNCATED", fmt::format("{} values of {} bytes, but the file ends", count, item));
  return window.take(count * item);
}

template <class Value>
base::Result<std::vector<Value>> array(Window& window) {
  SLIPWAY_ASSIGN(const std::string_view bytes, array_bytes(window, sizeof(Value)));
  std::vector<Value> values(bytes.size() / sizeof(Value));
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

// Floats or doubles, as doubles.
inline base::Result<std::vector<double>> reals(Window& window, bool wide) {
  if (wide) return array<double>(window);
  SLIPWAY_ASSIGN(const std::vector<float> narrow, array<float>(window));
  return std::vector<double>(narrow.begin(), narrow.end());
}

inline base::Result<std::string> text(Window& window) {
  SLIPWAY_ASSIGN(const std::string_view bytes, array_bytes(window, 1));
  return std::string(bytes);
}

}  // namespace slipway::format::treelite
