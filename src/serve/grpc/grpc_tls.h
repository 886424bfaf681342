// TLS of the gRPC port by gRPC's own credentials, with the certificates that HTTP has, and as fresh.
#pragma once

#include <memory>

#include <grpcpp/security/server_credentials.h>

#include "serve/tls.h"

namespace slipway::serve {

// Each handshake takes what `certificates` holds then. REQUIRES: it holds one; both live until the server is gone.
std::shared_ptr<grpc::ServerCredentials> grpc_tls_credentials(const Certificates& certificates);

}  // namespace slipway::serve
