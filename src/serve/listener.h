// Listener: a port of the server beside HTTP's, with a transport of its own. "grpc" is one, in the module
// serve/grpc.
//
//   SLIPWAY_ASSIGN(const ListenerKind* grpc, listeners().find("grpc"));
//   auto listener = grpc->make(context);
//   SLIPWAY_TRY(listener->start({.address = "127.0.0.1", .port = 8081}));
//   …
//   listener->stop();
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/kinds.h"
#include "base/status.h"
#include "serve/access_log.h"
#include "serve/protocol.h"
#include "serve/server_statistics.h"
#include "serve/tls.h"
#include "serve/tracer.h"

namespace slipway::serve {

class LoadProtocol;

struct ListenOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one, see port()
  int threads = 0;         // 0: as many as cores
  std::uint64_t body_bytes_max = 64u << 20;
  base::Duration request_time_max = std::chrono::seconds(30);
  base::Duration stop_time_max = std::chrono::seconds(30);  // for what is being answered at stop()
  AccessLog* access_log = nullptr;                          // null: none
  Tracer* tracer = nullptr;                                 // null: none
  ServerStatistics* statistics = nullptr;                   // null: nobody counts
  const Certificates* certificates = nullptr;               // null: no TLS
  bool terse_errors = false;                                // see terse_error()
};

// start() and stop() by one thread.
class Listener {
 public:
  virtual ~Listener();  // stops
  // UNAVAILABLE/CANNOT_LISTEN names address and cause.
  virtual base::Status start(const ListenOptions& options) = 0;
  virtual std::uint16_t port() const = 0;
  virtual void stop() = 0;  // what is being answered is answered; idempotent
};

class ListenerKind {
 public:
  static constexpr const char* kKind = "listener";
  virtual ~ListenerKind();
  virtual const char* about() const = 0;
  virtual std::unique_ptr<Listener> make(const ServeContext& context) const = 0;
  virtual const LoadProtocol& load()
      const = 0;  // the caller's side, for loads (load/load_protocol.h)
};

base::Kinds<ListenerKind>& listeners();

}  // namespace slipway::serve
