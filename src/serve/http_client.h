// The caller's side of HTTP: one request to the process that owns a home, over its Unix socket; and a client of a server
// at an address, which keeps its connection. Blocking.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/status.h"

namespace slipway::serve {

struct ClientResponse {
  int status = 0;
  std::string body;
  int retry_after_s = 0;  // when it may be asked again, if it says so
};

// UNAVAILABLE/NO_OWNER if nobody listens or the answer breaks off.
base::Result<ClientResponse> post_unix(const std::string& socket, const std::string& path,
                                       const std::string& body);

// One thread.
class HttpClient {
 public:
  HttpClient(std::string host, std::string port);
  ~HttpClient();

  // Sends JSON. Between its steps, and every 20 ms while it waits, it asks whether to give up. A connection that the
  // server has closed meanwhile is opened anew, once. UNAVAILABLE/NO_SERVER: nobody listens, the answer breaks off, or
  // it was given up.
  base::Result<ClientResponse> post(const std::string& path, const std::string& body,
                                    const std::function<bool()>& gives_up);

 private:
  struct Connection;
  base::Result<ClientResponse> exchange(const std::string& path, const std::string& body,
                                        const std::function<bool()>& gives_up);

  const std::string host_, port_;
  std::unique_ptr<Connection> connection_;  // null: none is open
};

}  // namespace slipway::serve
