// What a model makes of its columns, found out by asking it: the signature does not say which of them take
// missing values, and whether other texts than those that are known are refused.
#pragma once

#include "model/model.h"
#include "serve/models.h"

namespace slipway::service {

// Touches what the first requests would wait for (memory, tables, code) by rows of the model's own thresholds
// and categories, and fills served.examples, answers and known. REQUIRES: served.columns, usual and rows_max. That
// some rows can't be scored is no failure; one thread.
base::Status ask_columns(const model::Model& model, serve::ServedModel& served);

}  // namespace slipway::service
