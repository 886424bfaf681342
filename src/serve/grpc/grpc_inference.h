// A ModelInferRequest to rows, and predictions to a ModelInferResponse.
#pragma once

#include <memory>

#include "serve/call.h"

namespace slipway::serve {

base::Result<std::unique_ptr<Envelope>> grpc_inference_envelope(const ServedModel& model);

}  // namespace slipway::serve
