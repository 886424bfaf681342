#include "serve/protocol.h"

#include <algorithm>

#include <fmt/format.h>

namespace slipway::serve {

Routes::~Routes() = default;
Protocol::~Protocol() = default;

namespace {

class AllProtocols final : public Handler {
 public:
  explicit AllProtocols(const ServeContext& context) : context_(context) {
    for (const std::string& name : protocols().names())
      if (const auto protocol = protocols().find(name); protocol.ok())
        routes_.push_back((*protocol)->routes(context_));
  }

  void handle(Exchange& exchange) override {
    for (const auto& routes : routes_)
      if (routes->handle(exchange)) return;
    respond_error(base::not_found("UNKNOWN_PATH",
                                  fmt::format("there is nothing at {}", exchange.request().path)),
                  exchange.response());
    exchange.finish();
  }

  base::TimePoint due_at() const override {
    base::TimePoint earliest = base::kNever;
    for (const ServedModel& model : context_.models->all())
      for (const flow::Path* path : {model.usual.path, model.all.path})
        earliest = std::min(earliest, path->due_at());
    return earliest;
  }

  void tick() override {
    for (const ServedModel& model : context_.models->all())
      for (flow::Path* path : {model.usual.path, model.all.path}) path->tick();
  }

 private:
  const ServeContext context_;
  std::vector<std::unique_ptr<Routes>> routes_;
};

}  // namespace

bool allowed(Exchange& exchange, std::string_view wanted,
             void (*refuse)(const base::Status&, Response&)) {
  if (exchange.request().method == wanted) return true;
  refuse(base::invalid_argument("WRONG_METHOD", fmt::format("use {}", wanted)),
         exchange.response());
  exchange.response().status = 405;
  exchange.response().allow = wanted;
  exchange.finish();
  return false;
}

std::unique_ptr<Handler> make_handler(const ServeContext& context) {
  return std::make_unique<AllProtocols>(context);
}

}  // namespace slipway::serve
