// Iterations: which boosting rounds of a model are to count. A reader hands it to its library's own
// meaning: XGBoost's iteration_range, LightGBM's start_iteration and num_iteration.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"

namespace slipway::model {

// Rounds begin, begin + 1 … end - 1. end 0: to the last.
struct Iterations {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const Iterations&) const = default;
};

// "40" is the first 40; "10:40", "10:" and ":40" are a range. INVALID_ARGUMENT/BAD_OPTION.
base::Result<Iterations> parse_iterations(std::string_view text);
// "10:40"; "10:" to the last.
std::string text_of(const Iterations& iterations);

}  // namespace slipway::model
