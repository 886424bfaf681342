// The trees of an XGBoost model as one Forest.
//
// Source: XGBoost doc/tutorials/saving_model.rst, src/tree/tree_model.cc, src/common/categorical.h.
#pragma once

#include <cstdint>
#include <vector>

#include "base/status.h"
#include "format/xgboost/document.h"
#include "model/stage.h"

namespace slipway::format::xgboost {

struct TreesWanted {
  std::uint32_t features = 0;
  std::uint32_t outputs = 1;
  std::size_t trees = 0;              // the first so many; the rest are not read
  const Node* weight_drop = nullptr;  // of a DART booster, by tree
};

struct Trees {
  model::Forest forest;
  std::vector<std::uint32_t> output;  // by tree; empty if there is one output
};

// `model` is the "model" of a gbtree.
base::Result<Trees> read_trees(const Node& model, const TreesWanted& wanted);

}  // namespace slipway::format::xgboost
