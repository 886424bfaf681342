// The service GRPCInferenceService (open_inference.proto).
#pragma once

#include <memory>

#include <grpcpp/server_builder.h>

#include "serve/listener.h"
#include "serve/protocol.h"

namespace slipway::serve {

// Any thread.
class GrpcService {
 public:
  virtual ~GrpcService();
  virtual void add_to(grpc::ServerBuilder& builder) = 0;  // REQUIRES: outlives its server
  // Streams that wait for a request end; the others after the answer that they owe.
  virtual void end_streams() = 0;
};

std::unique_ptr<GrpcService> make_grpc_service(const ServeContext& context,
                                               const ListenOptions& options);

}  // namespace slipway::serve
