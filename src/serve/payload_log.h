// PayloadLog: a share of the requests that were scored, with their rows and answers, a line of JSON each: to watch
// whether rows drift away from what a model was trained on.
//
//   {"time":"2026-11-29T07:00:00.123456Z","model":"churn","number":"1","version":"1f0c…","trace":"4bf9…",
//    "rows":[{"age":41}],"predictions":[{"predict":1}],"errors":[{"row":0,"reason":…}]}
//
// Requests give copies of their rows to a bounded queue, and never wait: what does not fit is dropped, and counted. A
// thread of its own writes them down.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/status.h"
#include "data/chunk.h"
#include "data/row_error.h"
#include "flow/delivery.h"
#include "serve/models.h"
#include "serve/request_span.h"
#include "serve/sampling.h"

namespace slipway::serve {

// Where lines go. By the log's thread alone.
class PayloadSink {
 public:
  virtual ~PayloadSink();
  // All of them or a failure; each is JSON without a line end.
  virtual base::Status write(std::span<const std::string> lines) = 0;
};

struct PayloadOptions {
  double sample = 0.01;
  std::uint64_t rows_max = 1 << 16;                   // that wait to be written
  std::uint64_t bytes_max = 32 << 20;                 // of such rows and answers
  base::Duration stop_max = std::chrono::seconds(3);  // to write what is left at stop()
};

// A request that was scored; one part of it, of a stream of rows.
struct Payload {
  const ServedModel& model;
  const RequestSpan* span;  // of its trace; null: it is not traced
  const flow::Delivery& delivery;
};

class PayloadLog {
 public:
  PayloadLog(std::unique_ptr<PayloadSink> sink, const PayloadOptions& options);
  ~PayloadLog();  // stops

  // Whether the next request is in the share. Any thread; takes no lock.
  bool wanted() const { return sampler_.takes(random_bits()); }
  void add(const Payload& payload);  // any thread; never waits for the sink

  // Writes what waits, for `stop_max` at most; what comes later is dropped. Idempotent.
  void stop();

  std::uint64_t rows_written() const { return written_.load(); }
  std::uint64_t rows_dropped() const { return dropped_.load(); }

 private:
  struct Entry {
    base::WallTime time;
    std::string model, number, version, trace;
    data::Chunk rows, predictions;
    data::RowErrors errors;
    std::uint64_t bytes = 0;
  };

  void run();
  void write(const std::vector<Entry>& entries);
  bool late();
  static std::string line_of(const Entry& entry);

  const std::unique_ptr<PayloadSink> sink_;
  const PayloadOptions options_;
  const Sampler sampler_;
  std::atomic<std::uint64_t> written_{0}, dropped_{0};

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Entry> waiting_;           // guarded by mutex_
  std::uint64_t rows_ = 0, bytes_ = 0;   // waiting or being written; guarded by mutex_
  bool stopping_ = false;                // guarded by mutex_
  base::TimePoint ends_ = base::kNever;  // guarded by mutex_

  bool troubled_ = false, late_ = false;  // of the thread
  std::thread thread_;
};

}  // namespace slipway::serve
