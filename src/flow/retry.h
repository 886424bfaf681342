// Backoff: how long to wait before trying the same thing again.
#pragma once

#include <chrono>

#include "base/clock.h"

namespace slipway::flow {

// Doubles from `min` to `max`.
struct Backoff {
  base::Duration min = std::chrono::milliseconds(50);
  base::Duration max = std::chrono::seconds(30);

  // `attempts`: how often it has failed so far, at least 1.
  base::Duration after(int attempts) const {
    base::Duration wait = min;
    for (int i = 1; i < attempts && wait < max; ++i) wait *= 2;
    return wait < max ? wait : max;
  }
};

}  // namespace slipway::flow
