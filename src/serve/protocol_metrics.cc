// GET /metrics: what Prometheus scrapes.
#include "serve/metrics.h"
#include "serve/protocol.h"

namespace slipway::serve {
namespace {

class MetricsRoutes final : public Routes {
 public:
  explicit MetricsRoutes(const ServeContext& context) : context_(context) {}

  bool handle(Exchange& exchange) override {
    if (exchange.request().path != "/metrics") return false;
    if (!allowed(exchange, "GET")) return true;
    exchange.response().content_type = "text/plain; version=0.0.4; charset=utf-8";
    exchange.response().body = metrics_text(context_);
    exchange.response().compress = true;
    exchange.finish();
    return true;
  }

 private:
  const ServeContext context_;
};

}  // namespace

base::Status register_protocol_metrics(base::Kinds<Protocol>& kinds) {
  return kinds.add("metrics", std::make_unique<ProtocolOf<MetricsRoutes>>("Prometheus: /metrics"));
}

}  // namespace slipway::serve
