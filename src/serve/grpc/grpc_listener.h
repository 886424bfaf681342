// The gRPC port: the Open Inference Protocol with what Triton adds to it, health (grpc.health.v1) and
// reflection. Requests are read on gRPC's own threads, and answered by the path's.
#pragma once

#include <memory>

#include "serve/listener.h"

namespace slipway::serve {

std::unique_ptr<Listener> make_grpc_listener(const ServeContext& context);

}  // namespace slipway::serve
