// The rows and predictions of MLflow's /invocations, which SageMaker's multi-model containers have under each
// model's name too.
#pragma once

#include <memory>

#include "base/status.h"
#include "serve/call.h"

namespace slipway::serve {

base::Result<std::unique_ptr<Envelope>> mlflow_envelope(const ServedModel& model);

// {"error_code": "BAD_REQUEST", "message": …}
void refuse_mlflow(const base::Status& status, Response& response);

}  // namespace slipway::serve
