// Load: which request is sent when, and what came of it. It knows no sockets and no clock: whoever sends
// (target.h) asks it and tells it.
//
//   closed loop   so many callers, each of which asks again when it is answered: how much can be done
//   open loop     requests are due at their own times, as callers who know nothing of each other come:
//                 how long they wait
//
// In an open loop a latency counts from when the request was due, not from when a connection was free to send
// it: a server that stalls delays all that come meanwhile, and the percentiles show it (what hides it is known
// as coordinated omission).
//
//   for (;;) {
//     if (load.due_at(now) <= now) { Ticket ticket = load.take(now); … load.answered(ticket, now, 200, true, bytes); }
//   }
//   load.end();                                     // then report()
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <random>

#include "base/clock.h"
#include "base/status.h"
#include "serve/load/latencies.h"

namespace slipway::serve {

struct LoadPlan {
  std::int64_t connections = 16;  // requests on their way at a time, at most
  double rate = 0;                // requests that are due in a second; 0: closed loop
  bool poisson = true;            // due at random times, as from many callers; false: evenly
  base::Duration warm_up = std::chrono::seconds(1);  // first, and not counted
  base::Duration duration = std::chrono::seconds(10);
  base::Duration timeout = std::chrono::seconds(10);  // of a request
  std::uint64_t seed = 1;                             // of the random times

  base::Status check() const;  // INVALID_ARGUMENT/BAD_LOAD
};

// What came of the requests that were due in the window.
struct LoadReport {
  base::Duration window{};     // without the warm-up; shorter if it was stopped
  std::uint64_t requests = 0;  // due
  std::uint64_t answered = 0;  // answered well inside the window: what the rate is made of
  std::uint64_t refused = 0;   // answered by an error
  std::uint64_t wrong = 0;     // answered by something else than was asked for
  std::uint64_t broken = 0;    // the connection was closed, or could not be made
  std::uint64_t late = 0;      // not answered within the timeout
  std::uint64_t unsent = 0;    // due, and still waiting for a free connection at the end
  std::uint64_t bytes_sent = 0, bytes_received = 0;
  std::map<int, std::uint64_t> codes;  // of answers
  Latencies latency;  // of all but the refused: what was not answered has waited so long
  Latencies refusal;  // of the refused

  double per_second() const;
  bool all_well() const { return requests > 0 && refused + wrong + broken + late + unsent == 0; }
};

// A request that was taken.
struct Ticket {
  std::size_t request = 0;  // which of them
  base::TimePoint due;
};

enum class LoadFailure : std::uint8_t { kWrong, kBroken, kLate };

// One thread, but for done().
class Load {
 public:
  // `requests`: how many different ones there are; they are taken in turn. REQUIRES: plan.check(), requests > 0.
  Load(const LoadPlan& plan, std::size_t requests, base::TimePoint begin);

  // When the next request is due; the past means at once. kNever: no more will be.
  base::TimePoint due_at(base::TimePoint now) const;
  Ticket take(base::TimePoint now);  // REQUIRES: due_at(now) <= now
  // Exactly one of these for each ticket.
  void answered(const Ticket& ticket, base::TimePoint now, int code, bool well,
                std::uint64_t bytes_sent, std::uint64_t bytes_received);
  void failed(const Ticket& ticket, base::TimePoint now, LoadFailure failure);

  void stop(base::TimePoint now);  // nothing more is due
  // What was due and not sent is counted. REQUIRES: no more is due, each ticket is answered or failed.
  void end();

  const LoadPlan& plan() const { return plan_; }
  base::TimePoint begins_counting() const { return counts_from_; }
  base::TimePoint ends() const { return ends_; }
  LoadReport& report() { return report_; }  // after end()

  // Requests so far, counted or not. Any thread.
  std::uint64_t done() const { return done_.load(std::memory_order_relaxed); }

 private:
  bool counts(const Ticket& ticket) const;
  void step();  // to the next time of an open loop

  const LoadPlan plan_;
  const std::size_t requests_;
  const base::TimePoint counts_from_;
  base::TimePoint ends_;
  base::TimePoint next_;  // of an open loop
  std::size_t taken_ = 0;
  std::mt19937_64 random_;
  std::exponential_distribution<double> gap_ns_;
  std::atomic<std::uint64_t> done_{0};
  LoadReport report_;
};

}  // namespace slipway::serve
