// Target: what a load is put on: a server at a URL (http_target.h, grpc/grpc_target.h), or the handler of a server
// in this process (handler_target.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "serve/load/load.h"

namespace slipway::serve {

// http://HOST:PORT/PATH, taken apart.
struct Url {
  std::string scheme, host, port, path;  // path: from the slash, without one at its end
};
// INVALID_ARGUMENT/BAD_URL.
base::Result<Url> read_url(std::string_view text);

struct LoadRequest {
  std::string method = "POST";
  std::string path;
  std::string type;                                          // of the body
  std::vector<std::pair<std::string, std::string>> headers;  // further ones
  std::string body;
};

struct LoadAnswer {
  int code = 0;  // HTTP's status, or gRPC's code
  bool well = false;
  std::string body;  // of a gRPC error its text
};

// Whether an answer is what was asked for.
using AnswerCheck = std::function<bool(std::string_view body)>;

class Target {
 public:
  virtual ~Target();

  // One request by itself, which waits for its answer. UNAVAILABLE/NO_SERVER. Any thread, also during drive().
  virtual base::Result<LoadAnswer> ask(const LoadRequest& request) = 0;

  // What drive() will send; kept until then. Before the load begins: large requests take a while to write down.
  virtual base::Status prepare(std::span<const LoadRequest> requests) = 0;

  // Sends what was prepared as `load` wants it, until no more are due, or `stop` is set; then waits for what is on its
  // way and ends the load. `check` may be empty; it is called by the thread of drive(), or by one at a time of its own.
  virtual base::Status drive(const AnswerCheck& check, Load& load,
                             const std::atomic<bool>& stop) = 0;

  virtual std::string code_text(int code) const;  // "429"
};

// `headers` go with every request. A host that is not known is told by drive() and ask().
std::unique_ptr<Target> make_http_target(Url url,
                                         std::vector<std::pair<std::string, std::string>> headers,
                                         base::Duration timeout);

}  // namespace slipway::serve
