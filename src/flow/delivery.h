// Delivery: a payload that never travels without its acknowledgement.
//
// A Delivery is a place, not a message: it stays where its door made it (a request's frame, an
// entry of the pump) and the path borrows it, from an accepted Path::offer until `owner` is told
// that it is answered. So nothing is copied or allocated on the way, a retry finds its payload
// where it was, and "exactly once" is one counter.
//
//   made ─▶ offered ─▶ answered(ok)      ─▶ gone, or reused for the next request
//              ▲          answered(failure)
//              └── retry ────┘
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/status.h"
#include "data/chunk.h"
#include "data/row_error.h"
#include "flow/limits.h"
#include "score/scorer.h"

namespace slipway::flow {

struct Delivery;

// Where rows come from. Of a positional source [position, next) are offsets; of a message source
// they are the pump's own running number, and the id only serves to recognise repeats.
struct Origin {
  std::uint32_t partition = 0;
  std::uint64_t position = 0;
  std::uint64_t next = 0;  // > position: where to resume once this Delivery is committed
  std::string message_id;  // of a message source: the broker's or the producer's own, stable
};

// The rows as they arrived, for dead letters: row i is bytes [ends[i-1], ends[i]). Empty if the
// door keeps none.
struct Raw {
  std::string bytes;
  std::vector<std::uint64_t> ends;
  std::string_view row(std::size_t i) const {
    const std::uint64_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(bytes).substr(begin, ends[i] - begin);
  }
};

// The promise to answer: n parts are expected, each is done once, the last one tells. The first
// failure wins. A promise that is broken (destroyed early) or kept twice is a bug in the program,
// and aborts it. Threads: expect() by the offering thread, done() by any.
class Ack {
 public:
  Ack() = default;
  Ack(const Ack&) = delete;
  Ack& operator=(const Ack&) = delete;
  ~Ack();

  // REQUIRES: no promise is open. ENSURES: `parts` calls of done() are owed.
  void expect(std::uint32_t parts);

  // Returns true for the last part only; status() is then final and nobody else looks at this.
  [[nodiscard]] bool done(const base::Status& status);

  bool open() const { return parts_left_.load(std::memory_order_acquire) != 0; }
  base::Status status() const { return first_failure_; }  // REQUIRES: !open()

 private:
  std::atomic<std::uint32_t> parts_left_{0};
  std::mutex mutex_;
  base::Status first_failure_;  // guarded by mutex_ while open
};

// What the path says about each row. Read by the owner, after the ack.
struct Answer {
  data::Chunk predictions;  // of the route's output schema; undefined where errors names the row
  std::vector<const score::Version*>
      versions;            // by row; all equal if the Delivery was routed whole
  data::RowErrors errors;  // sorted by row, at most one a row, once acked
};

// Told, exactly once per accepted offer, that every row is answered (ok) or that the Delivery as a
// whole is not (any failure: its answer is then void). Called without locks, on whichever thread
// did the last part, perhaps inside offer(). May destroy or re-offer the Delivery.
class Owner {
 public:
  virtual ~Owner();
  virtual void answered(Delivery& delivery, const base::Status& status) = 0;
};

// A part of a Delivery: its rows [begin, end), or those of them that were routed to `slot`. They
// are scored together, by one version; only the lane that has the part touches it until
// part_done().
struct Part {
  static constexpr std::size_t kSlotsMax = 254;

  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t rows = 0;  // how many of [begin, end) are in it
  std::uint64_t bytes = 0;
  std::uint8_t slot = 0;  // of the route
  bool every_row = true;  // of [begin, end); else those with this slot in Delivery::slot_of_row
  const score::Version* version = nullptr;
  base::TimePoint began = base::kNever;  // when its Chunk began to be scored
  data::Chunk predictions;  // of its rows; of a Delivery of one part, see Delivery::predictions_of
  data::RowErrors errors;   // by row of the Delivery, sorted
};

enum class Routing : std::uint8_t {
  kWhole,  // one version answers all rows, chosen by route_key: a request
  kByRow,  // each row's own key chooses: batch and streams
};

struct Delivery {
  data::Chunk rows;          // payload: bound columns, then kept ones; not changed while offered
  data::RowErrors rejected;  // rows that could not be decoded (nulls in `rows`): answered as errors
  Raw raw;
  Origin origin;
  base::TimePoint deadline = base::kNever;  // work is not started after it
  std::string trace;                        // W3C traceparent, or empty
  Routing routing = Routing::kWhole;
  std::uint64_t route_key = 0;
  Priority priority = Priority::kNormal;
  Owner* owner = nullptr;  // outlives the promise
  Answer answer;

  // The rest is for the path alone.
  Ack ack;
  Meter* meter = nullptr;
  std::vector<Part> parts;                // in order of begin; not resized while offered
  std::vector<std::uint8_t> slot_of_row;  // by row, when several versions share the Delivery

  // Where the predictions of a part go: of a sole part, straight into the answer.
  data::Chunk& predictions_of(Part& part) {
    return parts.size() == 1 ? answer.predictions : part.predictions;
  }

  // When the first of its rows began to be scored, by the path's clock; kNever: none has. Of an answered Delivery.
  base::TimePoint scoring_began() const;

  // One part is answered; the last one puts the answer together, leaves the meter and tells the
  // owner. The Delivery may be gone when this returns.
  void part_done(const base::Status& status);
};

}  // namespace slipway::flow
