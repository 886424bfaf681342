// Tracer: which requests are traced, and their spans' way to a collector: OTLP over HTTP, in JSON.
//
//   request ─begin()─▶ RequestSpan … ─end()─▶ waiting (bounded) ─its thread─▶ POST {url}/v1/traces
//
// A request whose caller says so by `traceparent` is traced if that is sampled, and is a part of that trace; any other
// is the root of a trace, a share of which is sampled. Requests never wait for a collector: what does not fit is
// dropped, and counted.
//
//   Tracer tracer({.url = "http://collector:4318", …});
//   …                                        // begin() and end() by the transports: HttpServer, Listener
//   tracer.stop();                           // after them: what is left is sent
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "serve/http_client.h"
#include "serve/request_span.h"
#include "serve/sampling.h"

namespace slipway::serve {

struct TraceOptions {
  std::string host, port, path;                    // of the collector; the path ends in /v1/traces
  double sample = 0.01;                            // of requests whose caller says nothing
  std::string service = "slipway";                 // service.name
  std::size_t batch_max = 512;                     // spans of a request to the collector
  std::size_t waiting_max = 8192;                  // spans; more are dropped
  base::Duration every = std::chrono::seconds(1);  // how long a span waits for company
  base::Duration answer_max = std::chrono::seconds(10);  // for the collector to answer
  base::Duration backoff =
      std::chrono::milliseconds(100);                   // at first, then twice as long each time
  base::Duration retry_max = std::chrono::seconds(30);  // then a batch is dropped
  base::Duration stop_max = std::chrono::seconds(3);    // to send what is left at stop()
};

class Tracer {
 public:
  explicit Tracer(TraceOptions options);
  ~Tracer();  // stops

  // Of a request that was whole at `now`. Null: it is not sampled. Any thread; takes no lock, and allocates nothing
  // for a request that is not.
  std::unique_ptr<RequestSpan> begin(std::string_view traceparent, std::string_view tracestate,
                                     base::TimePoint now) const;
  // Its answer is written down. Any thread; never waits.
  void end(std::unique_ptr<RequestSpan> span);

  // Sends what waits, for `stop_max` at most; what ends later is dropped. Idempotent.
  void stop();

  std::uint64_t exported() const { return exported_.load(); }  // spans that the collector took
  std::uint64_t dropped() const { return dropped_.load(); }    // that nobody has

 private:
  using Batch = std::vector<RequestSpan>;
  enum class Outcome : std::uint8_t { kTaken, kLater, kRefused };

  void run();
  Batch take();                   // with mutex_ held
  bool send(const Batch& batch);  // false: it is lost
  Outcome post(const std::string& body, std::uint64_t spans, base::Duration& pause);
  bool wait(base::Duration pause);
  bool late() const;
  void lose(std::uint64_t spans);
  void say(const std::string& trouble);

  const TraceOptions options_;
  const Sampler sampler_;
  const std::string instance_;
  std::atomic<std::uint64_t> exported_{0}, dropped_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<base::TimePoint> ends_{base::kNever};  // set before stopping_

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<RequestSpan> waiting_;  // guarded by mutex_
  std::size_t spans_ = 0;            // in it; guarded by mutex_

  // of the thread
  HttpClient client_;
  bool troubled_ = false;
  std::thread thread_;
};

}  // namespace slipway::serve
