// FakeClock: time that stands still until a test moves it. sleep() moves it too. Any thread.
#pragma once

#include <atomic>

#include "base/clock.h"

namespace slipway::testing {

class FakeClock final : public base::Clock {
 public:
  base::TimePoint now() const override { return base::TimePoint(base::Duration(ns_.load())); }
  base::WallTime wall() const override {
    return base::WallTime(std::chrono::microseconds((ns_.load() + jump_.load()) / 1000));
  }
  void sleep(base::Duration duration) const override { ns_ += duration.count(); }

  void advance(base::Duration by) { ns_ += by.count(); }
  void jump_wall(base::Duration by) { jump_ += by.count(); }  // as when a person sets the clock

 private:
  mutable std::atomic<base::Duration::rep> ns_{1};
  std::atomic<base::Duration::rep> jump_{1'600'000'000'000'000'000};  // 2020-09-13 at first
};

}  // namespace slipway::testing
