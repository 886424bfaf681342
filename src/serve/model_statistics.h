// What a model's requests cost, counted since the server started. Any thread, without locks.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace slipway::serve {

// How often something was done, and how long that took in all.
struct Spent {
  std::atomic<std::uint64_t> count{0};
  std::atomic<std::uint64_t> nanoseconds{0};

  void add(base::Duration duration) {
    count.fetch_add(1, std::memory_order_relaxed);
    nanoseconds.fetch_add(
        static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count()),
        std::memory_order_relaxed);
  }
};

struct ModelStatistics {
  Spent success, fail;         // whole requests
  Spent read, score, written;  // phases of those that succeeded; waiting counts as scoring
  std::atomic<std::uint64_t> rows{0};
  std::atomic<std::int64_t> last_ms{0};  // since the epoch: the last request that was scored
};

}  // namespace slipway::serve
