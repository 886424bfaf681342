// Target statistics of a JSON model: the ctr features, and the tables that they are read from.
#pragma once

#include "base/status.h"
#include "format/catboost/json_value.h"
#include "format/catboost/saved.h"

namespace slipway::format::catboost {

// An element of "ctrs".
base::Result<CtrFeature> read_ctr(Json value);

// "ctr_data", by the projection and type of its keys. JSON does not say which classifier of the
// target a table belongs to: CatBoost reads 0 too.
base::Status read_tables(Json model, Saved& saved);

}  // namespace slipway::format::catboost
