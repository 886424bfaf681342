// The rows and predictions of TensorFlow Serving's :predict, which Vertex AI has taken over.
#pragma once

#include <memory>

#include "base/status.h"
#include "serve/call.h"

namespace slipway::serve {

// {"instances": [rows]} to {"predictions": […]}; {"inputs": …} to {"outputs": …}. Other members, such as
// Vertex AI's "parameters", are passed over. The answer is JSON: what it has no number for is null.
base::Result<std::unique_ptr<Envelope>> tensorflow_predict_envelope(const ServedModel& model);

}  // namespace slipway::serve
