// A loaded model made ready for requests: bound to the columns that it wants, with a path for its usual
// outputs and one for all, and warm.
#pragma once

#include "base/status.h"
#include "serve/models.h"
#include "service/config.h"
#include "service/model_file.h"

namespace slipway::service {

// Any thread. Fails with what binding says, or scoring the rows that warm it up.
base::Result<serve::ServedModel> make_served(const LoadedModel& loaded, const ServeLimits& limits);

}  // namespace slipway::service
