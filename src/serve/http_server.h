// HttpServer: HTTP/1.1 on Boost.Beast. One thread per core, each with its own event loop and its
// own connections; a request is handled on the thread that read it. One that is answered while it comes
// (Handler::streams) is worked on by a thread of its own.
//
//   HttpServer server(handler, clock);
//   SLIPWAY_TRY(server.start({.address = "127.0.0.1", .port = 8080}));
//   …
//   server.stop();      // no new connections; what is being answered is answered, then all are
//                       closed
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/status.h"
#include "serve/access_log.h"
#include "serve/http.h"
#include "serve/server_statistics.h"
#include "serve/tls.h"
#include "serve/tracer.h"

namespace slipway::serve {

struct HttpOptions {
  std::string unix_socket;  // a path; if given, instead of address and port
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;                        // 0: any free one, see port()
  int threads = 0;                                  // 0: as many as cores
  std::uint64_t body_bytes_max = 64u << 20;         // 413 above
  std::uint32_t header_bytes_max = 16u << 10;       // 431 above
  std::uint32_t connections_max = 10'000;           // 503 and closed above
  std::uint32_t streams_max = 64;                   // at a time, each a thread; 429 above
  base::Duration wait_max = base::Duration::max();  // of a POST, for its thread; 429 above, at once
  base::Duration request_time_max = std::chrono::seconds(30);  // to answer; 504 after
  base::Duration idle_time_max = std::chrono::seconds(75);     // between requests, and to send one
  base::Duration stop_time_max = std::chrono::seconds(30);  // for what is being answered at stop()
  AccessLog* access_log = nullptr;                          // null: none
  Tracer* tracer = nullptr;                                 // null: none
  ServerStatistics* statistics = nullptr;                   // null: nobody counts
  const Certificates* certificates = nullptr;               // null: plain HTTP
  bool terse_errors = false;                                // see terse_error()

  std::string name() const {
    return unix_socket.empty() ? address + ":" + std::to_string(port) : unix_socket;
  }
};

class HttpServer {
 public:
  // REQUIRES: handler outlives the server.
  explicit HttpServer(Handler& handler);
  ~HttpServer();  // stops

  // UNAVAILABLE/CANNOT_LISTEN names address and cause.
  base::Status start(const HttpOptions& options);
  std::uint16_t port() const;
  void stop();  // idempotent; any thread but the server's own

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slipway::serve
