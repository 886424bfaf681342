#include "serve/rate_limit.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace slipway::serve {
namespace {

std::int64_t ns_of(base::TimePoint time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

}  // namespace

RateLimit::RateLimit(double per_second)
    : interval_ns_(static_cast<std::int64_t>(std::ceil(1e9 / per_second))),
      burst_ns_(std::max<std::int64_t>(1'000'000'000, interval_ns_)) {}

base::Duration RateLimit::take(base::TimePoint now) {
  const std::int64_t now_ns = ns_of(now);
  std::int64_t full_at = full_at_ns_.load(std::memory_order_relaxed);
  for (;;) {
    const std::int64_t next = std::max(full_at, now_ns) + interval_ns_;
    if (const std::int64_t early = next - now_ns - burst_ns_; early > 0)
      return std::chrono::nanoseconds(early);
    if (full_at_ns_.compare_exchange_weak(full_at, next, std::memory_order_relaxed)) return {};
  }
}

bool RateLimit::full(base::TimePoint now) const {
  return full_at_ns_.load(std::memory_order_relaxed) <= ns_of(now);
}

base::Duration ClientRates::take(std::string_view client, base::TimePoint now) {
  const std::lock_guard lock(mutex_);
  return limit_of(client, now).take(now);
}

RateLimit& ClientRates::limit_of(std::string_view client, base::TimePoint now) {
  if (const auto found = limits_.find(client); found != limits_.end()) return found->second;
  if (limits_.size() >= kClientsMax && now >= sweep_at_) {
    std::erase_if(limits_, [now](const auto& each) { return each.second.full(now); });
    sweep_at_ = now + std::chrono::seconds(1);
  }
  if (limits_.size() >= kClientsMax) client = "";
  return limits_.try_emplace(std::string(client), per_second_).first->second;
}

int retry_after_s(base::Duration wait) {
  return static_cast<int>(
      std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count()));
}

}  // namespace slipway::serve
