// The caller's side of the gRPC port, for loads: ModelInfer with raw contents.
#pragma once

#include "serve/load/load_protocol.h"

namespace slipway::serve {

// Lives for ever.
const LoadProtocol& grpc_load();

}  // namespace slipway::serve
