// The body of an inference of the Open Inference Protocol over HTTP, and its answer: JSON, with the
// binary tensor data extension both ways. Source: kserve/open-inference-protocol,
// specification/protocol/open_inference_rest.yaml; the extension as Triton documents it
// (extension_binary_data.md).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"
#include "serve/call.h"

namespace slipway::serve {

inline constexpr std::string_view kJsonLengthHeader = "Inference-Header-Content-Length";

base::Result<std::unique_ptr<Envelope>> open_inference_envelope(const ServedModel& model);

// {"error": "…"}: what clients of this protocol read of any answer that is not 200, with the HTTP
// status that they know it by.
void refuse_open_inference(const base::Status& status, Response& response);

}  // namespace slipway::serve
