// Domains: which values of a column are missing, valid or invalid, and what becomes of each.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// Each value of a kF64 or kString column is judged once, as it comes in:
//   missing: equal to one of `missing` (NaN to NaN, a missing text to kMissing);
//   else valid: all, those in [least, greatest], or one of `known` (NaN is in neither);
//   else invalid.
// A valid number below `low` or above `high` then does as `below` or `above` say, and a known value
// becomes that of `becomes`, if there are any. What is rejected fails its row with MISSING_VALUE (of
// `on_missing`), OUT_OF_RANGE or UNKNOWN_CATEGORY.
struct Domain {
  static constexpr const char* kFamily = "domain";
  static constexpr double kInfinite = std::numeric_limits<double>::infinity();
  enum class Do : std::uint8_t { kKeep, kReplace, kReject };
  struct Then {
    Do what = Do::kKeep;
    Category with;  // of kReplace: of the column's kind; kMissing only of text
  };
  enum class Valid : std::uint8_t { kAll, kRange, kKnown };
  struct Column {
    std::vector<Category> missing;
    Valid valid = Valid::kAll;
    double least = -kInfinite, greatest = kInfinite;  // of kRange; of NaN nothing is valid
    std::vector<Category> known;                      // of kKnown; of equal ones the first counts
    std::vector<Category> becomes;                    // none, or one for each of `known`
    double low = -kInfinite, high = kInfinite;        // of numbers
    Then on_missing, on_invalid, below, above;
  };
  std::vector<Column> columns;
};

base::Result<Block> check(const Domain& op, const Inputs& in);
std::string contract(const Domain& op);

}  // namespace slipway::model
