#include "serve/protocol.h"

#include <utility>

#include <fmt/format.h>

#include "codec/json_text.h"
#include "serve/ticker.h"

namespace slipway::serve {

ModelControl::~ModelControl() = default;
Routes::~Routes() = default;
bool Routes::streams(const Request&) const { return false; }
Protocol::~Protocol() = default;

namespace {

class AllProtocols final : public Handler {
 public:
  explicit AllProtocols(const ServeContext& context) : context_(context) {
    for (const std::string& name : protocols().names())
      if (const auto protocol = protocols().find(name); protocol.ok() && here(name))
        routes_.push_back((*protocol)->routes(context_));
  }

  void handle(Exchange& exchange) override {
    if (!exchange.identified() && !admit(exchange)) return exchange.finish();
    for (const auto& routes : routes_)
      if (routes->handle(exchange)) return;
    refuse(exchange, base::not_found("UNKNOWN_PATH", fmt::format("there is nothing at {}",
                                                                 exchange.request().path)));
  }

  bool streams(const Request& head) const override {
    return std::ranges::any_of(routes_, [&head](const auto& one) { return one->streams(head); });
  }

  bool admit(Exchange& exchange) override {
    if (context_.guard == nullptr) return true;
    exchange.set_caller(
        context_.guard->identify(exchange.header("authorization"), exchange.header("x-api-key")));
    const base::Status& known = exchange.caller().known();
    if (known.ok()) return true;
    Door door;
    for (const auto& routes : routes_)
      if (door.form == nullptr) door = routes->door(exchange.request().path);
    if (door.open) return true;
    (door.form == nullptr ? respond_error : door.form)(known, exchange.response());
    return false;
  }

  base::TimePoint due_at() const override { return serve::due_at(*context_.models); }
  void tick() override { serve::tick(*context_.models); }

 private:
  bool here(std::string_view protocol) const {
    const bool of_admin = protocol == "metrics" || protocol == "config";
    if (context_.side == Side::kPublic) return !of_admin;
    return context_.side == Side::kBoth || of_admin || protocol == "health" ||
           protocol == "open_inference" || protocol == "sagemaker";
  }

  const ServeContext context_;
  std::vector<std::unique_ptr<Routes>> routes_;
};

}  // namespace

void refuse(Exchange& exchange, const base::Status& status, Refuse form) {
  form(status, exchange.response());
  exchange.finish();
}

bool allowed(Exchange& exchange, std::string_view wanted, Refuse form) {
  if (exchange.request().method == wanted) return true;
  form(base::invalid_argument("WRONG_METHOD", fmt::format("use {}", wanted)), exchange.response());
  exchange.response().status = 405;
  exchange.response().allow = wanted;
  exchange.finish();
  return false;
}

bool permitted(Exchange& exchange, const base::Status& verdict, Refuse form) {
  if (verdict.ok()) return true;
  refuse(exchange, verdict, form);
  return false;
}

void answer(Exchange& exchange, std::string_view method, std::string body, Refuse form) {
  if (!allowed(exchange, method, form)) return;
  exchange.response().body = std::move(body);
  exchange.finish();
}

std::string names_text(const ServedModels& models, const Caller& caller) {
  std::string out;
  std::string_view before;
  for (const auto list = models.all(); const ServedPtr& model : *list)
    if (model->name != std::exchange(before, model->name) && caller.sees(model->name).ok())
      out += (out.empty() ? "" : ",") + codec::json_string(model->name);
  return fmt::format("{{\"models\":[{}]}}", out);
}

std::unique_ptr<Handler> make_handler(const ServeContext& context) {
  return std::make_unique<AllProtocols>(context);
}

}  // namespace slipway::serve
