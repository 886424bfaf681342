// Vertex AI's custom containers. Where the two routes are, Vertex says by the environment:
//
//   GET  $AIP_HEALTH_ROUTE                      200 while the server takes work
//   POST $AIP_PREDICT_ROUTE                     {"instances": […], "parameters": …} to {"predictions": […]}
//
// Source: cloud.google.com/vertex-ai/docs/predictions/custom-container-requirements. Without these variables
// there are no such routes.
#include <string>

#include "base/env.h"
#include "serve/open_inference.h"
#include "serve/protocol.h"
#include "serve/tensorflow.h"

namespace slipway::serve {
namespace {

class VertexRoutes final : public Routes {
 public:
  explicit VertexRoutes(const ServeContext& context)
      : context_(context),
        health_(base::posix_env().variable("AIP_HEALTH_ROUTE").value_or("")),
        predict_(base::posix_env().variable("AIP_PREDICT_ROUTE").value_or("")) {}

  bool handle(Exchange& exchange) override {
    const std::string_view path = exchange.request().path;
    const Door at = door(path);
    if (at.open) return health(exchange), true;
    if (at.form == nullptr) return false;
    if (!allowed(exchange, "POST", refuse_open_inference)) return true;
    if (const ServedPtr model = context_.models->only())
      start_call(model, tensorflow_predict_envelope, exchange);
    else
      refuse(exchange,
             base::failed_precondition("SEVERAL_MODELS", "a container of Vertex AI has one model"),
             refuse_open_inference);
    return true;
  }

  Door door(std::string_view path) const override {
    if (!health_.empty() && path == health_) return {.form = refuse_open_inference, .open = true};
    if (!predict_.empty() && path == predict_) return {.form = refuse_open_inference};
    return {};
  }

 private:
  void health(Exchange& exchange) const {
    if (context_.ready())
      return answer(exchange, "GET", R"({"status":"ok"})", refuse_open_inference);
    refuse(exchange, base::unavailable("NOT_READY", "not ready"), refuse_open_inference);
  }

  const ServeContext context_;
  const std::string health_, predict_;
};

}  // namespace

base::Status register_protocol_vertex(base::Kinds<Protocol>& kinds) {
  return kinds.add("vertex", std::make_unique<ProtocolOf<VertexRoutes>>(
                                 "Vertex AI: $AIP_PREDICT_ROUTE, $AIP_HEALTH_ROUTE"));
}

}  // namespace slipway::serve
