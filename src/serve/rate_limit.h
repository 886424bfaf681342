// RateLimit: so many requests a second, and a second's worth at once: a token bucket, kept as the moment at
// which it would be full again (the generic cell rate algorithm, ITU-T I.371).
// ClientRates: one for each client.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace slipway::serve {

// Any thread, lock-free.
class RateLimit {
 public:
  explicit RateLimit(double per_second);  // REQUIRES: > 0; bursts of as many, at least one

  // 0: go on. Otherwise nothing was taken, and so long it takes until there is a place.
  base::Duration take(base::TimePoint now);
  bool full(base::TimePoint now) const;  // nothing was taken for a while

 private:
  const std::int64_t interval_ns_, burst_ns_;
  std::atomic<std::int64_t> full_at_ns_{INT64_MIN};
};

// Any thread.
class ClientRates {
 public:
  static constexpr std::size_t kClientsMax = 10'000;

  explicit ClientRates(double per_second) : per_second_(per_second) {}

  // As RateLimit::take(). Beyond kClientsMax at a time, those whose bucket is full are forgotten, looked
  // for once a second; if all are in use, new clients share one.
  base::Duration take(std::string_view client, base::TimePoint now);

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  RateLimit& limit_of(std::string_view client, base::TimePoint now);  // with mutex_ held

  const double per_second_;
  std::mutex mutex_;
  std::unordered_map<std::string, RateLimit, Hash, std::equal_to<>> limits_;  // guarded by mutex_
  base::TimePoint sweep_at_{};                                                // guarded by mutex_
};

int retry_after_s(base::Duration wait);  // as Retry-After has it: whole seconds, at least 1

}  // namespace slipway::serve
