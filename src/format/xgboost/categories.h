// The names of categories, which models of XGBoost 3.1 and later keep ("cats"): a data frame's
// category is found by name there. Older files know codes only, and are given codes.
#pragma once

#include <vector>

#include "base/status.h"
#include "format/xgboost/document.h"
#include "model/stage.h"

namespace slipway::format::xgboost {

// By feature, its categories in the order of their codes; empty if it has none, or the file does
// not know them. `model` is the "model" of a gbtree.
base::Result<std::vector<std::vector<model::Category>>> read_categories(const Node& model,
                                                                        std::size_t features);

}  // namespace slipway::format::xgboost
