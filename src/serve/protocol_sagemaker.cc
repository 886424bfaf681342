// SageMaker's multi-model containers: models that come and go by request.
//
//   GET    /models                 {"models": [{"modelName": "churn", "modelUrl": "/opt/ml/models/churn"}]}
//   GET    /models/{m}             one of them
//   POST   /models                 {"model_name": "churn", "url": "/opt/ml/models/churn"} is loaded; 409: it is there
//   DELETE /models/{m}             is unloaded, and forgotten
//   POST   /models/{m}/invoke      as /invocations has it (protocol_mlflow.cc)
//
// Source: docs.aws.amazon.com/sagemaker/latest/dg/mms-container-apis. There memory that does not suffice is 507:
// SageMaker then unloads others. What may be loaded lies below `serve: models_folder`.
#include <algorithm>

#include <fmt/format.h>

#include "codec/json_text.h"
#include "serve/call.h"
#include "serve/json_table.h"
#include "serve/mlflow.h"
#include "serve/protocol.h"

namespace slipway::serve {
namespace {

constexpr std::string_view kModels = "/models";
constexpr std::size_t kNameBytesMax = 256;

class SagemakerRoutes final : public Routes {
 public:
  explicit SagemakerRoutes(const ServeContext& context)
      : context_(context), models_(*context.models) {}

  bool handle(Exchange& exchange) override {
    std::string_view path = exchange.request().path;
    if (context_.control == nullptr || !path.starts_with(kModels)) return false;
    path.remove_prefix(kModels.size());
    if (!path.empty() && path[0] != '/') return false;
    if (!path.empty()) path.remove_prefix(1);
    constexpr std::string_view kInvoke = "/invoke";
    const bool invoked = path.ends_with(kInvoke);
    if (context_.side == (invoked ? Side::kAdmin : Side::kPublic)) return false;
    if (path.empty())
      all(exchange);
    else if (invoked)
      invoke(exchange, path.substr(0, path.size() - kInvoke.size()));
    else
      one(exchange, std::string(path));
    return true;
  }

  Door door(std::string_view path) const override {
    if (context_.control == nullptr || !path.starts_with(kModels)) return {};
    return {.form = refuse_mlflow};
  }

 private:
  static void refuse(Exchange& exchange, const base::Status& status) {
    serve::refuse(exchange, status, refuse_mlflow);
  }

  static base::Status unknown(std::string_view name) {
    return base::not_found("UNKNOWN_MODEL", fmt::format("no model is called \"{}\"", name))
        .remedy("GET /models lists them");
  }

  static std::string text_of(const ModelState& model) {
    return fmt::format(R"({{"modelName":{},"modelUrl":{}}})", codec::json_string(model.name),
                       codec::json_string(model.path));
  }

  // Answers when what was wished for is done.
  static ModelControl::Done told(Exchange& exchange) {
    return [&exchange](const base::Status& status) {
      if (status.ok()) {
        exchange.response().body = R"({"status":"done"})";
        return exchange.finish();
      }
      refuse_mlflow(status, exchange.response());
      if (status.code() == base::Code::kResourceExhausted) exchange.response().status = 507;
      exchange.finish();
    };
  }

  void all(Exchange& exchange) const {
    if (exchange.request().method == "POST") return load(exchange);
    std::string text;
    for (const ModelState& model : context_.control->states())
      if (model.ready && exchange.caller().sees(model.name).ok())
        text += (text.empty() ? "" : ",") + text_of(model);
    answer(exchange, "GET", fmt::format("{{\"models\":[{}]}}", text), refuse_mlflow);
  }

  void load(Exchange& exchange) const {
    JsonTable request;
    if (const auto status = request.parse(exchange.request().body); !status.ok())
      return refuse(exchange, status);
    const std::string name = request.text("model_name"), url = request.text("url");
    if (name.empty() || name.size() > kNameBytesMax || url.empty())
      return refuse(exchange,
                    bad_request(fmt::format(
                        "\"model_name\" and \"url\" are texts, the name of at most {} bytes",
                        kNameBytesMax)));
    if (permitted(exchange, exchange.caller().may(Right::kAdmin, name), refuse_mlflow))
      context_.control->bring(name, url, told(exchange));
  }

  void one(Exchange& exchange, const std::string& name) const {
    const bool drop = exchange.request().method == "DELETE";
    const Caller& caller = exchange.caller();
    if (!permitted(exchange, drop ? caller.may(Right::kAdmin, name) : caller.sees(name),
                   refuse_mlflow))
      return;
    if (drop) return context_.control->drop(name, told(exchange));
    const auto states = context_.control->states();
    const auto found = std::ranges::find(states, name, &ModelState::name);
    if (found == states.end() || !found->ready) return refuse(exchange, unknown(name));
    answer(exchange, "GET", text_of(*found), refuse_mlflow);
  }

  void invoke(Exchange& exchange, std::string_view name) const {
    if (!permitted(exchange, exchange.caller().sees(name), refuse_mlflow)) return;
    const ServedPtr model = models_.find(name);
    if (model == nullptr) return refuse(exchange, unknown(name));
    if (allowed(exchange, "POST", refuse_mlflow)) start_call(model, mlflow_envelope, exchange);
  }

  const ServeContext context_;
  const ServedModels& models_;
};

}  // namespace

base::Status register_protocol_sagemaker(base::Kinds<Protocol>& kinds) {
  return kinds.add("sagemaker", std::make_unique<ProtocolOf<SagemakerRoutes>>(
                                    "SageMaker's multi-model containers: /models/{m}/invoke"));
}

}  // namespace slipway::serve
