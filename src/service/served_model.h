// A loaded model made ready for requests: bound to the columns that it wants, with a path for its usual
// outputs and one for all, and warm.
#pragma once

#include <cstdint>

#include "base/status.h"
#include "serve/models.h"
#include "service/model_file.h"

namespace slipway::service {

// Any thread. `in_flight_max`: requests at a time. Fails with what binding says, or scoring the rows that
// warm it up.
base::Result<serve::ServedModel> make_served(const LoadedModel& loaded, std::int64_t in_flight_max);

}  // namespace slipway::service
