#include "serve/tracer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/priority.h"
#include "serve/otlp_json.h"

namespace slipway::serve {
namespace {

constexpr base::Duration kPauseMax = std::chrono::seconds(5);
constexpr int kTooMany = 429, kBadGateway = 502, kUnavailable = 503, kGatewayTimeout = 504;

base::TimePoint now() { return std::chrono::steady_clock::now(); }

std::uint64_t spans_of(const std::vector<RequestSpan>& batch) {
  std::uint64_t spans = 0;
  for (const RequestSpan& span : batch) spans += span.spans();
  return spans;
}

}  // namespace

Tracer::Tracer(TraceOptions options)
    : options_(std::move(options)),
      sampler_(options_.sample),
      instance_(hex(new_trace_id())),
      client_(options_.host, options_.port),
      thread_([this] { run(); }) {}

Tracer::~Tracer() { stop(); }

std::unique_ptr<RequestSpan> Tracer::begin(std::string_view traceparent,
                                           std::string_view tracestate, base::TimePoint now) const {
  const auto parent = parse_traceparent(traceparent);
  TraceId trace{};
  if (parent) {
    if (!parent->sampled) return nullptr;
    trace = parent->trace;
  } else {
    trace = new_trace_id();
    if (!sampler_.takes(sampling_bits(trace))) return nullptr;
  }
  auto span = std::make_unique<RequestSpan>();
  span->trace = trace, span->id = new_span_id();
  if (parent) span->remote = true, span->parent = parent->span, span->state = tracestate;
  span->began = now, span->began_wall = base::system_clock().wall();
  return span;
}

void Tracer::end(std::unique_ptr<RequestSpan> span) {
  const std::size_t spans = span->spans();
  bool filled = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || spans_ + spans > options_.waiting_max) return lose(spans);
    waiting_.push_back(std::move(*span));
    filled = spans_ < options_.batch_max && spans_ + spans >= options_.batch_max;
    spans_ += spans;
  }
  if (filled) wake_.notify_one();
}

void Tracer::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ends_ = now() + options_.stop_max;
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Tracer::run() {
  base::work_behind_others();
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait_for(lock, options_.every,
                   [this] { return stopping_ || spans_ >= options_.batch_max; });
    while (!waiting_.empty()) {
      const Batch batch = take();
      lock.unlock();
      if (!send(batch)) lose(spans_of(batch));
      lock.lock();
      if (!stopping_ && spans_ < options_.batch_max) break;
    }
    if (stopping_ && waiting_.empty()) return;
  }
}

// The oldest, together no more than a batch, but at least one.
Tracer::Batch Tracer::take() {
  std::size_t spans = 0;
  auto end = waiting_.begin();
  while (end != waiting_.end() && (spans == 0 || spans + end->spans() <= options_.batch_max))
    spans += (end++)->spans();
  Batch batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  spans_ -= spans;
  return batch;
}

bool Tracer::send(const Batch& batch) {
  const std::string body = otlp_json(options_.service, instance_, batch);
  const base::TimePoint until = now() + options_.retry_max;
  base::Duration pause = options_.backoff;
  while (true) {
    base::Duration asked{};  // by the collector
    switch (post(body, spans_of(batch), asked)) {
      case Outcome::kTaken:
        return true;
      case Outcome::kRefused:
        return false;
      case Outcome::kLater:
        break;
    }
    if (now() >= until || !wait(std::max(pause, asked))) return false;
    pause = std::min(2 * pause, kPauseMax);
  }
}

Tracer::Outcome Tracer::post(const std::string& body, std::uint64_t spans, base::Duration& pause) {
  const base::TimePoint until = now() + options_.answer_max;
  const auto answer =
      client_.post(options_.path, body, [this, until] { return now() >= until || late(); });
  if (!answer.ok()) {
    say(answer.status().text());
    return Outcome::kLater;
  }
  const int status = answer->status;
  if (status / 100 == 2) {
    const std::uint64_t rejected = std::min(otlp_rejected(answer->body), spans);
    exported_.fetch_add(spans - rejected, std::memory_order_relaxed);
    if (rejected == 0)
      troubled_ = false;
    else
      lose(rejected), say(fmt::format("it threw {} spans away", rejected));
    return Outcome::kTaken;
  }
  say(fmt::format("it answers {}", status));
  pause = std::min<base::Duration>(std::chrono::seconds(answer->retry_after_s), kPauseMax);
  const bool later = status == kTooMany || status == kBadGateway || status == kUnavailable ||
                     status == kGatewayTimeout;
  return later ? Outcome::kLater : Outcome::kRefused;
}

// False: there is no time left. A server that stops is not waited for any longer than a pause at first.
bool Tracer::wait(base::Duration pause) {
  std::unique_lock lock(mutex_);
  if (stopping_) pause = std::min(pause, options_.backoff);
  wake_.wait_until(lock, std::min(now() + pause, ends_.load()),
                   [this, before = stopping_.load()] { return stopping_ != before; });
  return !late();
}

bool Tracer::late() const { return now() >= ends_.load(); }

void Tracer::lose(std::uint64_t spans) { dropped_.fetch_add(spans, std::memory_order_relaxed); }

// Once, until a batch is taken again.
void Tracer::say(const std::string& trouble) {
  if (std::exchange(troubled_, true)) return;
  base::log(base::LogLevel::kWarning, "serve", "the collector of traces: " + trouble,
            {{"collector", options_.host + ":" + options_.port}});
}

}  // namespace slipway::serve
