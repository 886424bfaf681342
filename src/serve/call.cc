#include "serve/call.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "serve/payload_log.h"
#include "serve/row_errors.h"
#include "serve/ticker.h"

namespace slipway::serve {

Envelope::~Envelope() = default;

base::Status all_scored(const flow::Delivery& delivery) {
  const data::RowErrors& errors = delivery.answer.errors;
  if (errors.empty()) return {};
  const data::RowError& error = errors.front();
  const std::string more =
      errors.size() == 1 ? "" : fmt::format(", and {} rows more", errors.size() - 1);
  const std::string column =
      error.column.empty() ? "" : fmt::format(", column \"{}\"", error.column);
  const std::string value = error.value.empty() ? "" : fmt::format(" \"{}\"", error.value);
  return base::Status(
      error.status.code(), error.status.reason(),
      fmt::format("row {}{}:{} {}{}", error.row, column, value, error.status.message(), more));
}

base::Result<flow::Priority> parse_priority(std::string_view text) {
  if (text.empty() || text == "normal") return flow::Priority::kNormal;
  if (text == "high") return flow::Priority::kHigh;
  if (text == "low") return flow::Priority::kLow;
  return base::invalid_argument("BAD_PRIORITY", fmt::format("there is no priority \"{}\"", text))
      .remedy("X-Request-Priority is high, normal or low");
}

base::Duration over_rate(const ServedModel& model, const Exchange& exchange, base::TimePoint now) {
  base::Duration wait{};
  if (model.client_rates != nullptr) {
    const std::string_view key = exchange.caller().name();
    const std::string_view client = key.empty() ? exchange.client() : key;
    if (!client.empty()) wait = model.client_rates->take(client, now);
  }
  if (wait == base::Duration(0) && model.rate != nullptr) wait = model.rate->take(now);
  return wait;
}

base::Status rate_exceeded() {
  static const base::Status kExceeded = base::resource_exhausted(
      "RATE_LIMIT", "there were more requests in the last second than may be");
  return kExceeded;
}

class Call final : public flow::Owner {
 public:
  Call(MakeEnvelope make, std::unique_ptr<Envelope> envelope)
      : make_(make), envelope_(std::move(envelope)) {
    delivery_.rows = data::Chunk(envelope_->schema());
    delivery_.owner = this;
  }

  MakeEnvelope make() const { return make_; }

  void start(const ServedPtr& model, Exchange& exchange) {
    begin(model, exchange, std::chrono::steady_clock::now());
    model_->statistics->in_flight.fetch_add(1, std::memory_order_relaxed);
    if (const auto verdict = exchange.caller().may(Right::kPredict, model_->name); !verdict.ok())
      return refuse(verdict);
    if (const base::Duration wait = over_rate(*model, exchange, started_); wait > base::Duration(0))
      return refuse(rate_exceeded(), retry_after_s(wait));
    model_->wake ? wake() : score();
  }

 private:
  void begin(const ServedPtr& model, Exchange& exchange, base::TimePoint started) {
    model_ = model;
    exchange_ = &exchange;
    started_ = started;
    read_ = scored_ = written_ = base::kNever;
  }

  // Of a model at rest: goes on with a Call of the one that has been brought back.
  void wake() {
    model_->wake([this](const base::Result<ServedPtr>& awake) {
      exchange_->resume([this, awake] {
        const auto call = awake.ok() ? (*awake)->calls->take(**awake, make_) : awake.status();
        if (!call.ok()) return refuse(call.status());
        (*call)->begin(*awake, *std::exchange(exchange_, nullptr), started_);
        const ServedPtr rested = std::move(model_);
        rested->calls->give_back(this);
        (*call)->score();
      });
    });
  }

  void score() {
    Exchange& exchange = *exchange_;
    if (!model_->batches) return offer(exchange);
    const ServedPtr model = model_;
    Ticker* ticker = exchange.ticker();
    offer(exchange);
    if (ticker != nullptr) ticker->note(*model);  // the exchange may be finished
  }

  void offer(Exchange& exchange) {
    const Request& request = exchange.request();
    delivery_.deadline = request.deadline;
    delivery_.trace.assign(request.traceparent);
    if (const auto status = envelope_->read(exchange, delivery_.rows, delivery_.rejected);
        !status.ok())
      return refuse(status);
    read_ = std::chrono::steady_clock::now();
    if (const auto status = choose_priority(); !status.ok()) return refuse(status);
    if (const base::Duration patience = envelope_->patience(); patience != base::Duration::max())
      delivery_.deadline = std::min(delivery_.deadline, started_ + patience);
    if (const auto refused = envelope_->path().offer(delivery_); !refused.ok()) refuse(refused);
  }

  base::Status choose_priority() {
    if (const auto said = envelope_->priority()) {
      delivery_.priority = *said;
      return {};
    }
    SLIPWAY_ASSIGN(delivery_.priority, parse_priority(exchange_->header("x-request-priority")));
    return {};
  }

  void answered(flow::Delivery&, const base::Status& status) override {
    scored_ = std::chrono::steady_clock::now();
    if (!status.ok()) return refuse(status);
    if (exchange_->request().terse) make_terse(delivery_.answer.errors);
    if (const auto written = envelope_->write(delivery_, exchange_->response()); !written.ok())
      return delivery_.answer.errors.empty() ? refuse(written) : refuse_so(written);
    exchange_->response().compress = true;
    written_ = std::chrono::steady_clock::now();
    ModelStatistics& statistics = *model_->statistics;
    statistics.success.add(written_ - started_);
    statistics.read.add(read_ - started_);
    statistics.scored(delivery_.rows.rows(),
                      Scored::between(read_, delivery_.scoring_began(), scored_, written_),
                      base::system_clock().wall());
    if (PayloadLog* log = model_->payload_log; log != nullptr && log->wanted())
      log->add({*model_, exchange_->span(), delivery_});
    finish(base::Code::kOk);
  }

  void refuse(const base::Status& status, int retry_after_s = 0) {
    refuse_so(exchange_->request().terse ? terse_error(status) : status, retry_after_s);
  }

  // What is said of rows is terse already, if it has to be.
  void refuse_so(const base::Status& status, int retry_after_s = 0) {
    exchange_->response().clear();
    envelope_->refuse(status, exchange_->response());
    if (retry_after_s > 0) exchange_->response().retry_after_s = retry_after_s;
    model_->statistics->fail.add(std::chrono::steady_clock::now() - started_);
    finish(status.code());
  }

  // What this request was, for whoever traces it: the model and its rows, and its phases as far as it came.
  void note(RequestSpan& span) const {
    span.model = model_->name, span.version = model_->version;
    if (read_ == base::kNever) return;
    span.rows = delivery_.rows.rows();
    span.add_phase("parse", started_, read_);
    if (scored_ == base::kNever) return;  // the path did not take it
    const base::TimePoint began = std::clamp(delivery_.scoring_began(), read_, scored_);
    span.add_phase("queue", read_, began);
    span.add_phase("score", began, scored_);
    span.add_phase("encode", scored_, std::min(written_, std::chrono::steady_clock::now()));
    const data::RowErrors& errors = delivery_.answer.errors;  // an answer all of whose rows failed
    if (written_ != base::kNever && !errors.empty() && std::ssize(errors) == span.rows)
      span.reason = errors.front().status.reason();
  }

  void finish(base::Code code) {
    if (RequestSpan* span = exchange_->span()) note(*span);
    ModelStatistics& statistics = *model_->statistics;
    statistics.answered(code);
    statistics.in_flight.fetch_sub(1, std::memory_order_relaxed);
    Exchange* exchange = std::exchange(exchange_, nullptr);
    const ServedPtr model = std::move(model_);  // until the exchange is finished
    model->calls->give_back(this);  // before finish(): the next request may come at once
    exchange->finish();
  }

  const MakeEnvelope make_;
  const std::unique_ptr<Envelope> envelope_;
  flow::Delivery delivery_;
  ServedPtr model_;  // while there is an exchange
  Exchange* exchange_ = nullptr;
  base::TimePoint started_, read_, scored_, written_;  // kNever: it has not come so far
};

void start_call(const ServedPtr& model, MakeEnvelope make, Exchange& exchange) {
  const auto call = model->calls->take(*model, make);
  if (call.ok()) return (*call)->start(model, exchange);
  respond_error(call.status(), exchange.response());
  exchange.finish();
}

CallPools::CallPools() = default;
CallPools::~CallPools() = default;

CallPools::Pool& CallPools::pool_of(MakeEnvelope make) {
  for (Pool& pool : pools_)
    if (pool.make == make) return pool;
  return pools_.emplace_back(Pool{make, {}});
}

base::Result<Call*> CallPools::take(const ServedModel& model, MakeEnvelope make) {
  {
    const std::lock_guard lock(mutex_);
    Pool& pool = pool_of(make);
    if (!pool.resting.empty()) {
      Call* call = pool.resting.back();
      pool.resting.pop_back();
      return call;
    }
  }
  SLIPWAY_ASSIGN(auto envelope, make(model));
  auto made = std::make_unique<Call>(make, std::move(envelope));
  const std::lock_guard lock(mutex_);
  return all_.emplace_back(std::move(made)).get();
}

void CallPools::give_back(Call* call) {
  const std::lock_guard lock(mutex_);
  pool_of(call->make()).resting.push_back(call);
}

}  // namespace slipway::serve
