// The trees of an XGBoost model as one Forest, read from the file one at a time.
//
// Source: XGBoost doc/tutorials/saving_model.rst, src/tree/tree_model.cc, src/tree/multi_target_tree_model.cc,
// src/common/categorical.h.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/status.h"
#include "format/xgboost/document.h"
#include "model/stage.h"
#include "model/stages/forest.h"

namespace slipway::format::xgboost {

// Where the trees of a file stand.
struct TreesFile {
  const base::Reader* file = nullptr;
  Form form = Form::kJson;
  std::vector<Span> spans;  // by tree
};

struct TreesWanted {
  std::uint32_t features = 0;
  std::size_t begin = 0, end = 0;     // which of them
  const std::vector<float>* weights;  // by tree of the file: a DART booster; empty: 1
};

// INVALID_ARGUMENT/BAD_FILE with the tree as the place.
base::Result<model::Forest> read_trees(const TreesFile& trees, const TreesWanted& wanted);

}  // namespace slipway::format::xgboost
