// What gRPC says of the server and its models, and how they are loaded and unloaded: every method of
// GRPCInferenceService (open_inference.proto) but inference.
#pragma once

#include "serve/grpc/grpc_calls.h"
#include "serve/protocol.h"

namespace slipway::serve {

void add_models(const ServeContext& context, GrpcCalls& calls);

}  // namespace slipway::serve
