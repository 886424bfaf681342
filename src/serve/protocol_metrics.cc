// GET /metrics: what Prometheus scrapes.
#include "serve/metrics.h"
#include "serve/protocol.h"

namespace slipway::serve {
namespace {

class MetricsRoutes final : public Routes {
 public:
  explicit MetricsRoutes(const ServeContext& context) : context_(context) {}

  bool handle(Exchange& exchange) override {
    if (exchange.request().path != kPath) return false;
    if (!context_.metrics_open && !permitted(exchange, exchange.caller().may_all(Right::kAdmin)))
      return true;
    if (!allowed(exchange, "GET")) return true;
    exchange.response().content_type = "text/plain; version=0.0.4; charset=utf-8";
    exchange.response().body = metrics_text(context_);
    exchange.response().compress = true;
    exchange.finish();
    return true;
  }

  Door door(std::string_view path) const override {
    if (path != kPath) return {};
    return {.form = respond_error, .open = context_.metrics_open};
  }

 private:
  static constexpr std::string_view kPath = "/metrics";

  const ServeContext context_;
};

}  // namespace

base::Status register_protocol_metrics(base::Kinds<Protocol>& kinds) {
  return kinds.add("metrics", std::make_unique<ProtocolOf<MetricsRoutes>>("Prometheus: /metrics"));
}

}  // namespace slipway::serve
