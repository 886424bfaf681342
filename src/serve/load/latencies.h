// Latencies: a histogram of how long requests took, from 1 us to 1,000 s, to half a percent. Boost.Histogram
// with an axis of logarithms; Debian has no HdrHistogram for C++. One thread.
#pragma once

#include <cstdint>
#include <memory>

#include "base/clock.h"

namespace slipway::serve {

class Latencies {
 public:
  static constexpr double kResolution = 0.005;  // of a percentile, upwards

  Latencies();
  ~Latencies();
  Latencies(Latencies&&) noexcept;
  Latencies& operator=(Latencies&&) noexcept;

  void add(base::Duration latency);

  std::uint64_t count() const;
  base::Duration mean() const;  // 0 of none, as are all that follow
  base::Duration max() const;
  // What so many of a hundred took at most. REQUIRES: 0 < percent <= 100.
  base::Duration percentile(double percent) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slipway::serve
