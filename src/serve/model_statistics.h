// What a model's requests cost, counted since the server started. Any thread, without locks.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"
#include "base/status.h"

namespace slipway::serve {

// How often something was done, how long that took in all, and how often it took no longer than each of
// kBounds.
struct Spent {
  static constexpr auto kBounds = [] {
    using std::chrono::microseconds;
    return std::array<base::Duration, 19>{
        microseconds(10),        microseconds(25),        microseconds(50),
        microseconds(100),       microseconds(250),       microseconds(500),
        microseconds(1'000),     microseconds(2'500),     microseconds(5'000),
        microseconds(10'000),    microseconds(25'000),    microseconds(50'000),
        microseconds(100'000),   microseconds(250'000),   microseconds(500'000),
        microseconds(1'000'000), microseconds(2'500'000), microseconds(5'000'000),
        microseconds(10'000'000)};
  }();

  std::atomic<std::uint64_t> count{0};
  std::atomic<std::uint64_t> nanoseconds{0};
  std::array<std::atomic<std::uint64_t>, kBounds.size()>
      within{};  // each alone, not the sum up to it

  void add(base::Duration duration) {
    count.fetch_add(1, std::memory_order_relaxed);
    nanoseconds.fetch_add(static_cast<std::uint64_t>(duration.count()), std::memory_order_relaxed);
    const auto bound = std::ranges::lower_bound(kBounds, duration);
    if (bound != kBounds.end())
      within[static_cast<std::size_t>(bound - kBounds.begin())].fetch_add(
          1, std::memory_order_relaxed);
  }
};

// What the rows of a request spent between being read and being answered.
struct Scored {
  base::Duration queue{}, score{}, write{};

  // Of rows that were offered, began to be scored (kNever: there were none), were scored, and written.
  static Scored between(base::TimePoint offered, base::TimePoint began, base::TimePoint scored,
                        base::TimePoint written) {
    began = began == base::kNever ? offered : std::clamp(began, offered, scored);
    return {began - offered, scored - began, written - scored};
  }
};

struct ModelStatistics {
  static constexpr std::size_t kCodes = static_cast<std::size_t>(base::Code::kUnauthenticated) + 1;

  Spent success, fail;                                       // whole requests
  Spent read, queue, score, written;                         // phases of those that succeeded
  std::array<std::atomic<std::uint64_t>, kCodes> answers{};  // by code
  std::atomic<std::int64_t> in_flight{0};
  std::atomic<std::uint64_t> rows{0};
  std::atomic<std::int64_t> last_ms{0};  // since the epoch: the last request that was scored

  void answered(base::Code code) {
    answers[static_cast<std::size_t>(code)].fetch_add(1, std::memory_order_relaxed);
  }
  // So many rows of a request have waited, are scored, and written.
  void scored(std::int64_t count, const Scored& spent, base::WallTime now) {
    queue.add(spent.queue);
    score.add(spent.score);
    written.add(spent.write);
    rows.fetch_add(static_cast<std::uint64_t>(count), std::memory_order_relaxed);
    last_ms.store(
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count(),
        std::memory_order_relaxed);
  }
};

}  // namespace slipway::serve
