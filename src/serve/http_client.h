// A request to a server on this machine, over a Unix socket: how commands reach the process that
// owns a home. Blocking.
#pragma once

#include <string>

#include "base/status.h"

namespace slipway::serve {

struct ClientResponse {
  int status = 0;
  std::string body;
};

// UNAVAILABLE/NO_OWNER if nobody listens or the answer breaks off.
base::Result<ClientResponse> post_unix(const std::string& socket, const std::string& path,
                                       const std::string& body);

}  // namespace slipway::serve
