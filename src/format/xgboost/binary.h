// The binary form of XGBoost up to 3.0: its C structures as they lay in memory, little-endian.
//
//   [binf] LearnerModelParam (136) · name of objective · name of booster · booster · attributes …
//
// The CLI wrote "binf" in front. A Booster pickled with 1.0 to 1.2 holds "CONFIG-offset:", where
// the configuration begins (JSON, to the end), and this form in between.
//
// Source: XGBoost 1.7 src/learner.cc (LearnerIO::LoadModel), src/gbm/gbtree_model.h,
// src/tree/tree_model.cc, src/gbm/gblinear_model.h; treelite's xgboost_legacy for before 1.0.
#pragma once

#include <string_view>

#include "base/status.h"
#include "format/xgboost/tree_arrays.h"

namespace slipway::format::xgboost {

// One tree: its parameters, nodes and statistics. INVALID_ARGUMENT/{BAD_FILE, TRUNCATED}.
base::Status read_binary_tree(std::string_view bytes, TreeArrays& arrays);

}  // namespace slipway::format::xgboost
