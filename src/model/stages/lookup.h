// Look-ups: known values to slots or numbers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

enum class Unknown : std::uint8_t {
  kReject,  // the row fails with UNKNOWN_CATEGORY
  kIgnore,  // one-hot: all zeros; ordinal: unknown_value
};

// For each input column, the output slot of each category; several categories may share a slot
// (infrequent ones). kNoSlot: all zeros (a dropped category).
struct OneHot {
  static constexpr const char* kFamily = "one_hot";
  static constexpr std::int32_t kNoSlot = -1;
  struct Column {
    std::vector<Category> categories;
    std::vector<std::int32_t> slot;  // by category: 0 … slots-1, or kNoSlot
    std::int32_t slots = 0;
    Unknown unknown = Unknown::kReject;
    std::int32_t unknown_slot = kNoSlot;  // where an ignored unknown value goes
  };
  std::vector<Column> columns;
};

// For each input column, the number of each category.
struct Ordinal {
  static constexpr const char* kFamily = "ordinal";
  struct Column {
    std::vector<Category> categories;
    std::vector<double> code;  // by category; NaN is allowed
    Unknown unknown = Unknown::kReject;
    double unknown_code = 0;
  };
  std::vector<Column> columns;
};

// For each input column, the row of numbers of each category: `width` output columns. Several input
// columns' rows stand side by side. A missing value that is not taken, or is rejected as unknown,
// fails with MISSING_VALUE.
struct LookupRows {
  static constexpr const char* kFamily = "lookup_rows";
  struct Column {
    std::vector<Category> categories;
    std::vector<std::uint32_t> row;  // by category: which of the rows
    std::uint32_t width = 0;
    std::vector<double> rows;  // one after the other; NaN is allowed
    Unknown unknown = Unknown::kReject;
    std::uint32_t unknown_row = 0;  // of an ignored unknown value
    bool takes_missing = true;
  };
  std::vector<Column> columns;
};

base::Result<Block> check(const OneHot& op, const Inputs& in);
base::Result<Block> check(const Ordinal& op, const Inputs& in);
base::Result<Block> check(const LookupRows& op, const Inputs& in);
std::string contract(const OneHot& op);
std::string contract(const Ordinal& op);
std::string contract(const LookupRows& op);

}  // namespace slipway::model
