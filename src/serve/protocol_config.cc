// GET /api/v1/config: what the server runs with, for whoever administers it.
#include "serve/protocol.h"

namespace slipway::serve {
namespace {

class ConfigRoutes final : public Routes {
 public:
  explicit ConfigRoutes(const ServeContext& context) : context_(context) {}

  bool handle(Exchange& exchange) override {
    if (exchange.request().path != kPath || !context_.config) return false;
    if (!permitted(exchange, exchange.caller().may_all(Right::kAdmin))) return true;
    if (!allowed(exchange, "GET")) return true;
    exchange.response().body = context_.config();
    exchange.response().compress = true;
    exchange.finish();
    return true;
  }

  Door door(std::string_view path) const override {
    if (path != kPath) return {};
    return {.form = respond_error};
  }

 private:
  static constexpr std::string_view kPath = "/api/v1/config";

  const ServeContext context_;
};

}  // namespace

base::Status register_protocol_config(base::Kinds<Protocol>& kinds) {
  return kinds.add("config", std::make_unique<ProtocolOf<ConfigRoutes>>("GET /api/v1/config"));
}

}  // namespace slipway::serve
