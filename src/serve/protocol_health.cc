// Health: GET /health/live is 200 while the process answers; GET /health/ready while it takes work.
#include "serve/protocol.h"

namespace slipway::serve {
namespace {

class HealthRoutes final : public Routes {
 public:
  explicit HealthRoutes(const ServeContext& context) : context_(context) {}

  bool handle(Exchange& exchange) override {
    const Request& request = exchange.request();
    const bool live = request.path == "/health/live";
    if (!live && request.path != "/health/ready") return false;
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

 private:
  const ServeContext& context_;
};

}  // namespace

base::Status register_protocol_health(base::Kinds<Protocol>& kinds) {
  return kinds.add("health",
                   std::make_unique<ProtocolOf<HealthRoutes>>("GET /health/live, /health/ready"));
}

}  // namespace slipway::serve
