// Limits: how much may be open at a time, in one struct. Meter: counts it. Priority: who goes first.
#pragma once

#include <atomic>
#include <cstdint>

namespace slipway::flow {

// Of what waits, the higher goes first; and what is low finds a limit at half of it, so that there is
// room for the others.
enum class Priority : std::uint8_t { kHigh, kNormal, kLow };

struct Limits {
  std::uint64_t rows_max = 1 << 20;
  std::uint64_t bytes_max = 256 << 20;
  std::uint64_t deliveries_max = 1 << 16;
};

// Any thread, lock-free. Never above a limit, though at a limit two threads racing for the last
// place may both be refused.
class Meter {
 public:
  explicit Meter(const Limits& limits) : limits_(limits) {}

  [[nodiscard]] bool try_enter(std::uint64_t rows, std::uint64_t bytes,
                               Priority priority = Priority::kNormal) {
    if (enter(rows, bytes) && (priority != Priority::kLow || !half_full())) return true;
    leave(rows, bytes);
    return false;
  }
  // Enters whether or not it fits; returns whether it did.
  bool enter(std::uint64_t rows, std::uint64_t bytes) {
    const std::uint64_t r = add(rows_, rows), b = add(bytes_, bytes), d = add(deliveries_, 1);
    return r <= limits_.rows_max && b <= limits_.bytes_max && d <= limits_.deliveries_max;
  }
  void leave(std::uint64_t rows, std::uint64_t bytes) {
    rows_.fetch_sub(rows, std::memory_order_relaxed);
    bytes_.fetch_sub(bytes, std::memory_order_relaxed);
    deliveries_.fetch_sub(1, std::memory_order_relaxed);
  }
  const Limits& limits() const { return limits_; }
  bool full() const {
    return rows() >= limits_.rows_max || bytes_.load() >= limits_.bytes_max ||
           deliveries() >= limits_.deliveries_max;
  }
  bool half_full() const {
    return 2 * rows() > limits_.rows_max || 2 * bytes_.load() > limits_.bytes_max ||
           2 * deliveries() > limits_.deliveries_max;
  }
  std::uint64_t deliveries() const { return deliveries_.load(); }
  std::uint64_t rows() const { return rows_.load(); }

 private:
  static std::uint64_t add(std::atomic<std::uint64_t>& a, std::uint64_t n) {
    return a.fetch_add(n, std::memory_order_relaxed) + n;
  }

  const Limits limits_;
  std::atomic<std::uint64_t> rows_{0}, bytes_{0}, deliveries_{0};
};

}  // namespace slipway::flow
