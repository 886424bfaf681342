// Health: GET /health/live is 200 while the process answers; GET /health/ready while it takes work.
#include "serve/protocol.h"

namespace slipway::serve {
namespace {

class HealthRoutes final : public Routes {
 public:
  explicit HealthRoutes(const ServeContext& context) : context_(context) {}

  bool handle(Exchange& exchange) override {
    const Request& request = exchange.request();
    if (!door(request.path).open) return false;
    const bool live = request.path == kLive;
    Response& response = exchange.response();
    if (request.method != "GET" && request.method != "HEAD") {
      response.status = 405, response.allow = "GET, HEAD";
    } else if (live || context_.ready()) {
      response.body = R"({"status":"ok"})";
    } else {
      respond_error(
          base::unavailable("NOT_READY", "models are being loaded, or the server is stopping"),
          response);
    }
    exchange.finish();
    return true;
  }

  Door door(std::string_view path) const override {
    if (path != kLive && path != kReady) return {};
    return {.form = respond_error, .open = true};
  }

 private:
  static constexpr std::string_view kLive = "/health/live", kReady = "/health/ready";

  const ServeContext& context_;
};

}  // namespace

base::Status register_protocol_health(base::Kinds<Protocol>& kinds) {
  return kinds.add("health",
                   std::make_unique<ProtocolOf<HealthRoutes>>("GET /health/live, /health/ready"));
}

}  // namespace slipway::serve
