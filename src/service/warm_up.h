// Recorded rows that a version must be able to score before it is served: its first callers wait for nothing
// that is made on first use, and a version that fails where the others did not takes nobody's place.
#pragma once

#include <string>

#include "base/status.h"
#include "serve/models.h"

namespace slipway::service {

// Scores the rows of a file (CSV, JSON Lines, Parquet, …, by its extension; its first 100,000), whose columns are
// found by name or, where the model has none, by position. FAILED_PRECONDITION/WARM_UP_FAILED names the first row that can't be scored; what reading the
// file says.
base::Status warm_up(const serve::ServedModel& model, const std::string& path, bool by_position);

}  // namespace slipway::service
