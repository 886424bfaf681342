#include "base/clock.h"

#include <thread>

namespace slipway::base {
namespace {

class SystemClock final : public Clock {
 public:
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
  WallTime wall() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now());
  }
  void sleep(Duration duration) const override { std::this_thread::sleep_for(duration); }
};

}  // namespace

Clock::~Clock() = default;

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace slipway::base
