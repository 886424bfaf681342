// Slipway's own protocol.
//
//   GET  /api/v1/models                 {"models": [{"name": …, "version": …}]}
//   GET  /api/v1/models/{m}             what `slipway inspect --json` prints
//   POST /api/v1/models/{m}/score       rows in, predictions out
//
// The body is one object, an array of objects, or {"rows": […]}; names are those of the model's
// features. The answer has one prediction a row, in order, null for a row that failed; why it
// failed is in "errors":
//
//   {"model": "churn", "version": "1f0c…", "predictions": [{"predict": 1}, null],
//    "errors": [{"row": 1, "column": "age", "value": "abc", "reason": "BAD_VALUE", "message": …}]}
//
// 200 if at least one row was scored; if every row failed, 400 with the same body.
#include <mutex>

#include <fmt/format.h>

#include "codec/json_text.h"
#include "flow/delivery.h"
#include "serve/protocol.h"

namespace slipway::serve {
namespace {

constexpr std::string_view kPrefix = "/api/v1/models";

class CallPool;

// One request on its way: the Delivery, and what reads and answers it. Used again and again, so a
// warm request allocates nothing.
class Call final : public flow::Owner {
 public:
  Call(const ServedModel& model, CallPool& pool, std::unique_ptr<codec::PayloadDecoder> decoder)
      : model_(model), pool_(pool), decoder_(std::move(decoder)), writer_(data::Schema()) {
    delivery_.rows = data::Chunk(decoder_->schema());
    delivery_.owner = this;
  }

  void start(Exchange& exchange) {
    exchange_ = &exchange;
    const Request& request = exchange.request();
    delivery_.deadline = request.deadline;
    delivery_.trace.assign(request.traceparent);
    if (const auto status =
            decoder_->decode_document(request.body, delivery_.rows, delivery_.rejected);
        !status.ok())
      return finish_with(status);
    if (const auto refused = model_.path->offer(delivery_); !refused.ok()) finish_with(refused);
  }

 private:
  void answered(flow::Delivery&, const base::Status& status) override {
    if (!status.ok()) return finish_with(status);
    write_answer(exchange_->response());
    finish();
  }

  void finish_with(const base::Status& status) {
    respond_error(status, exchange_->response());
    finish();
  }

  void finish();  // gives this back to the pool

  void write_answer(Response& response) {
    const data::Chunk& predictions = delivery_.answer.predictions;
    if (predictions.schema() != schema_) {
      schema_ = predictions.schema();
      writer_ = codec::JsonRowWriter(*schema_);
    }
    std::string& out = response.body;
    out += "{\"model\":";
    codec::append_json_string(out, model_.name);
    out += ",\"version\":\"";
    out += model_.version;
    out += "\",\"predictions\":[";
    const auto& errors = delivery_.answer.errors;
    auto error = errors.begin();
    const std::int64_t rows = delivery_.rows.rows();
    for (std::int64_t row = 0; row < rows; ++row) {
      if (row != 0) out += ',';
      if (error != errors.end() && error->row == row) {
        out += "null";
        ++error;
      } else {
        writer_.append(out, predictions.view(), row);
      }
    }
    out += ']';
    if (!errors.empty()) write_errors(out, errors);
    out += '}';
    if (rows > 0 && std::cmp_equal(errors.size(), rows)) response.status = 400;
  }

  static void write_errors(std::string& out, const data::RowErrors& errors) {
    out += ",\"errors\":[";
    for (const data::RowError& error : errors) {
      if (&error != &errors.front()) out += ',';
      fmt::format_to(std::back_inserter(out),
                     "{{\"row\":{},\"reason\":\"{}\",\"message\":", error.row,
                     error.status.reason());
      codec::append_json_string(out, error.status.message());
      if (!error.column.empty()) codec::append_json_string(out += ",\"column\":", error.column);
      if (!error.value.empty()) codec::append_json_string(out += ",\"value\":", error.value);
      out += '}';
    }
    out += ']';
  }

  const ServedModel& model_;
  CallPool& pool_;
  const std::unique_ptr<codec::PayloadDecoder> decoder_;
  codec::JsonRowWriter writer_;  // of schema_
  data::SchemaPtr schema_;
  flow::Delivery delivery_;
  Exchange* exchange_ = nullptr;
};

// Calls of one model that rest between requests. Any thread.
class CallPool {
 public:
  explicit CallPool(const ServedModel& model) : model_(model) {}

  const ServedModel& model() const { return model_; }

  base::Result<Call*> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!resting_.empty()) {
        Call* call = resting_.back();
        resting_.pop_back();
        return call;
      }
    }
    SLIPWAY_ASSIGN(auto decoder, model_.make_decoder());
    auto made = std::make_unique<Call>(model_, *this, std::move(decoder));
    const std::lock_guard lock(mutex_);
    return all_.emplace_back(std::move(made)).get();
  }

  void give_back(Call* call) {
    const std::lock_guard lock(mutex_);
    resting_.push_back(call);
  }

 private:
  const ServedModel& model_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Call>> all_;  // guarded by mutex_
  std::vector<Call*> resting_;              // guarded by mutex_
};

void Call::finish() {
  Exchange* exchange = exchange_;
  exchange_ = nullptr;
  pool_.give_back(this);  // before finish(): the next request may come at once
  exchange->finish();
}

class SlipwayRoutes final : public Routes {
 public:
  explicit SlipwayRoutes(const ServeContext& context) {
    for (const ServedModel& model : context.models->all())
      pools_.push_back(std::make_unique<CallPool>(model));
  }

  bool handle(Exchange& exchange) override {
    std::string_view path = exchange.request().path;
    if (!path.starts_with(kPrefix)) return false;
    path.remove_prefix(kPrefix.size());
    if (path.empty() || path == "/") return list(exchange), true;
    if (path.front() != '/') return false;
    path.remove_prefix(1);
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    const std::string_view verb =
        slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    if (!verb.empty() && verb != "score") return false;
    for (const auto& pool : pools_)
      if (pool->model().name == name)
        return verb.empty() ? describe(exchange, pool->model()) : score(exchange, *pool), true;
    respond_error(base::not_found("UNKNOWN_MODEL", fmt::format("no model is called \"{}\"", name))
                      .remedy("GET /api/v1/models lists them"),
                  exchange.response());
    exchange.finish();
    return true;
  }

 private:
  // Answers 405 if the method is not `wanted`.
  static bool allowed(Exchange& exchange, std::string_view wanted) {
    if (exchange.request().method == wanted) return true;
    respond_error(base::invalid_argument("WRONG_METHOD", fmt::format("use {}", wanted)),
                  exchange.response());
    exchange.response().status = 405;
    exchange.response().allow = wanted;
    exchange.finish();
    return false;
  }

  void list(Exchange& exchange) const {
    if (!allowed(exchange, "GET")) return;
    std::string& out = exchange.response().body;
    out = "{\"models\":[";
    for (const auto& pool : pools_) {
      if (pool != pools_.front()) out += ',';
      codec::append_json_string(out += "{\"name\":", pool->model().name);
      codec::append_json_string(out += ",\"version\":", pool->model().version);
      out += '}';
    }
    out += "]}";
    exchange.finish();
  }

  static void describe(Exchange& exchange, const ServedModel& model) {
    if (!allowed(exchange, "GET")) return;
    exchange.response().body = model.description;
    exchange.finish();
  }

  static void score(Exchange& exchange, CallPool& pool) {
    if (!allowed(exchange, "POST")) return;
    auto call = pool.take();
    if (call.ok()) return (*call)->start(exchange);
    respond_error(call.status(), exchange.response());
    exchange.finish();
  }

  std::vector<std::unique_ptr<CallPool>> pools_;
};

class Slipway final : public Protocol {
 public:
  const char* about() const override { return "POST /api/v1/models/{m}/score"; }
  std::unique_ptr<Routes> routes(const ServeContext& context) const override {
    return std::make_unique<SlipwayRoutes>(context);
  }
};

}  // namespace

base::Status register_protocol_slipway(base::Kinds<Protocol>& kinds) {
  return kinds.add("slipway", std::make_unique<Slipway>());
}

}  // namespace slipway::serve
