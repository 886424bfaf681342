// Which columns the trees of a CatBoost model test: those of the numeric features that have borders,
// then one of 0 and 1 for each known value of a one-hot feature, then the target statistics.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/status.h"
#include "format/catboost/saved.h"
#include "model/stages/hashed_lookup.h"

namespace slipway::format::catboost {

// A split as a node tests it: x > border goes right.
struct Test {
  std::uint32_t column = 0;
  float border = 0;
  bool nan_right = false;
};

struct Columns {
  std::vector<std::uint32_t> numbers;  // by column: the flat number of the feature
  std::vector<std::uint32_t> categories;
  std::optional<model::HashedLookup> lookup;  // of `categories`, and `numbers` if there are some
  std::vector<Test> tests;                    // by number of the split
  std::size_t width = 0;
};

// INVALID_ARGUMENT/BAD_FILE of features or tables that do not fit each other.
base::Result<Columns> read_columns(const Saved& saved);

}  // namespace slipway::format::catboost
