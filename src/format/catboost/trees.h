// The trees of a CatBoost model as a Forest.
//
// Source: CatBoost catboost/libs/model/cpu/evaluator_impl.cpp.
#pragma once

#include <cstddef>
#include <vector>

#include "base/status.h"
#include "format/catboost/columns.h"
#include "format/catboost/saved.h"
#include "model/stages/forest.h"

namespace slipway::format::catboost {

// What is wanted: trees [begin, end), and which output each of the file's is (empty: as they stand).
// An output that none of the file's is stays 0.
struct TreesWanted {
  std::size_t begin = 0, end = 0;
  std::uint32_t outputs = 1;
  std::vector<std::uint32_t> output;
};

// A symmetric tree tests one split a level, whose number is the bit of the leaf: a leaf is numbered as
// CatBoost does. INVALID_ARGUMENT/BAD_FILE.
base::Result<model::Forest> read_trees(const Saved& saved, const Columns& columns,
                                       const TreesWanted& wanted);

}  // namespace slipway::format::catboost
