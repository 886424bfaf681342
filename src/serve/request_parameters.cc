#include "serve/request_parameters.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace slipway::serve {
namespace {

base::Status bad_parameter(std::string message) {
  return base::invalid_argument("BAD_PARAMETER", std::move(message));
}

// A whole number that is not negative, the greatest if it is greater.
bool whole_of(const ParameterValue& value, std::int64_t& whole) {
  if (const auto* large = std::get_if<std::uint64_t>(&value)) {
    whole = static_cast<std::int64_t>(
        std::min<std::uint64_t>(*large, std::numeric_limits<std::int64_t>::max()));
    return true;
  }
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr && (whole = *number) >= 0;
}

base::Duration patience_of(std::int64_t microseconds) {
  constexpr std::int64_t kLongest = 86'400'000'000;  // a day
  if (microseconds == 0) return base::Duration::max();
  return std::chrono::microseconds(std::min(microseconds, kLongest));
}

// As of a Triton model of three levels, whose default is the second.
std::optional<flow::Priority> priority_of(std::int64_t level) {
  if (level == 0) return std::nullopt;
  return level == 1   ? flow::Priority::kHigh
         : level == 2 ? flow::Priority::kNormal
                      : flow::Priority::kLow;
}

}  // namespace

base::Status RequestParameters::add(std::string_view name, const ParameterValue& value) {
  const bool truth = std::holds_alternative<bool>(value);
  std::int64_t whole = 0;
  if (name == "timeout" || name == "priority") {
    if (!whole_of(value, whole))
      return bad_parameter(fmt::format("parameter \"{}\" is no whole number", name));
    if (name == "timeout")
      patience_ = patience_of(whole);
    else
      priority_ = priority_of(whole);
  } else if (name == "sequence_id") {
    if (!whole_of(value, whole) && !std::holds_alternative<std::string_view>(value))
      return bad_parameter("parameter \"sequence_id\" is neither a whole number nor a text");
  } else if (name == "sequence_start" || name == "sequence_end" || name == "binary_data_output" ||
             name == "triton_enable_empty_final_response") {
    if (!truth)
      return bad_parameter(fmt::format("parameter \"{}\" is neither true nor false", name));
    if (name == "binary_data_output") binary_output_ = std::get<bool>(value);
  } else if (name.starts_with("triton_")) {
    return bad_parameter(
        fmt::format("parameter \"{}\": names that begin with triton_ are reserved", name));
  }
  return {};
}

}  // namespace slipway::serve
