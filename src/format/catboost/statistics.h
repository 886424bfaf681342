// Target statistics: from what CatBoost counted for each key to the value that trees test.
//
// Source: CatBoost catboost/libs/model/static_ctr_provider.cpp, CalcCtrs.
#pragma once

#include "base/status.h"
#include "format/catboost/saved.h"
#include "model/stages/hashed_lookup.h"

namespace slipway::format::catboost {

// Adds the column of `ctr` to `table`, which has the keys of `counted`. INVALID_ARGUMENT/BAD_FILE if a
// bucket is out of range.
base::Status add_statistic(const CtrFeature& ctr, const CtrTable& counted,
                           model::HashedLookup::Table& table);

}  // namespace slipway::format::catboost
