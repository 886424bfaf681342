#include "serve/call.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

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

class Call final : public flow::Owner {
 public:
  Call(CallPool& pool, std::unique_ptr<Envelope> envelope)
      : pool_(pool), envelope_(std::move(envelope)) {
    delivery_.rows = data::Chunk(envelope_->schema());
    delivery_.owner = this;
  }

  void start(Exchange& exchange) {
    exchange_ = &exchange;
    started_ = std::chrono::steady_clock::now();
    pool_.model().statistics->in_flight.fetch_add(1, std::memory_order_relaxed);
    const Request& request = exchange.request();
    delivery_.deadline = request.deadline;
    delivery_.trace.assign(request.traceparent);
    if (const auto status = envelope_->read(exchange, delivery_.rows, delivery_.rejected);
        !status.ok())
      return refuse(status);
    read_ = std::chrono::steady_clock::now();
    if (const base::Duration patience = envelope_->patience(); patience != base::Duration::max())
      delivery_.deadline = std::min(delivery_.deadline, started_ + patience);
    if (const auto refused = envelope_->path().offer(delivery_); !refused.ok()) refuse(refused);
  }

 private:
  void answered(flow::Delivery&, const base::Status& status) override {
    if (!status.ok()) return refuse(status);
    const auto scored = std::chrono::steady_clock::now();
    if (const auto written = envelope_->write(delivery_, exchange_->response()); !written.ok())
      return refuse(written);
    exchange_->response().compress = true;
    const auto now = std::chrono::steady_clock::now();
    ModelStatistics& statistics = *pool_.model().statistics;
    statistics.success.add(now - started_);
    statistics.read.add(read_ - started_);
    statistics.score.add(scored - read_);
    statistics.written.add(now - scored);
    statistics.rows.fetch_add(static_cast<std::uint64_t>(delivery_.rows.rows()),
                              std::memory_order_relaxed);
    statistics.last_ms.store(std::chrono::duration_cast<std::chrono::milliseconds>(
                                 std::chrono::system_clock::now().time_since_epoch())
                                 .count(),
                             std::memory_order_relaxed);
    finish(base::Code::kOk);
  }

  void refuse(const base::Status& status) {
    exchange_->response().clear();
    envelope_->refuse(status, exchange_->response());
    pool_.model().statistics->fail.add(std::chrono::steady_clock::now() - started_);
    finish(status.code());
  }

  void finish(base::Code code) {
    ModelStatistics& statistics = *pool_.model().statistics;
    statistics.answers[static_cast<std::size_t>(code)].fetch_add(1, std::memory_order_relaxed);
    statistics.in_flight.fetch_sub(1, std::memory_order_relaxed);
    Exchange* exchange = exchange_;
    exchange_ = nullptr;
    pool_.give_back(this);  // before finish(): the next request may come at once
    exchange->finish();
  }

  CallPool& pool_;
  const std::unique_ptr<Envelope> envelope_;
  flow::Delivery delivery_;
  Exchange* exchange_ = nullptr;
  base::TimePoint started_, read_;
};

CallPool::CallPool(const ServedModel& model, Make make) : model_(model), make_(std::move(make)) {}
CallPool::~CallPool() = default;

void CallPool::start(Exchange& exchange) {
  auto call = take();
  if (call.ok()) return (*call)->start(exchange);
  respond_error(call.status(), exchange.response());
  exchange.finish();
}

base::Result<Call*> CallPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!resting_.empty()) {
      Call* call = resting_.back();
      resting_.pop_back();
      return call;
    }
  }
  SLIPWAY_ASSIGN(auto envelope, make_());
  auto made = std::make_unique<Call>(*this, std::move(envelope));
  const std::lock_guard lock(mutex_);
  return all_.emplace_back(std::move(made)).get();
}

void CallPool::give_back(Call* call) {
  const std::lock_guard lock(mutex_);
  resting_.push_back(call);
}

CallPools::CallPools(const ServedModels& models, Make make) {
  for (const ServedModel& model : models.all())
    pools_.push_back(std::make_unique<CallPool>(model, [&model, make] { return make(model); }));
}

CallPool* CallPools::find(std::string_view model) const {
  for (const auto& pool : pools_)
    if (pool->model().name == model) return pool.get();
  return nullptr;
}

}  // namespace slipway::serve
