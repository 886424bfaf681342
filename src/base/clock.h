// Clock: the only source of time below service/, so that tests own it (testing/fake_clock.h).
#pragma once

#include <chrono>

namespace slipway::base {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
inline constexpr TimePoint kNever = TimePoint::max();

// All methods: any thread.
class Clock {
 public:
  virtual ~Clock();
  virtual TimePoint now() const = 0;  // never goes back; for waiting and measuring
  virtual WallTime wall() const = 0;  // UTC; may jump; for people and for stored times
  virtual void sleep(Duration duration) const = 0;
};

const Clock& system_clock();

}  // namespace slipway::base
