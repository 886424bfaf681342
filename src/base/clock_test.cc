#include "base/clock.h"

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

using std::chrono::milliseconds;

TEST(SystemClock, NeverGoesBackAndSleepsAtLeastSoLong) {
  const Clock& clock = system_clock();
  const TimePoint before = clock.now();
  clock.sleep(milliseconds(5));
  const TimePoint after = clock.now();
  EXPECT_GE(after - before, milliseconds(5));
  EXPECT_LT(after, kNever);
  for (TimePoint last = after; last < after + milliseconds(2);) {
    const TimePoint now = clock.now();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(SystemClock, TheWallIsUtc) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(system_clock().wall());
  const auto apart =
      seconds - std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  EXPECT_LE(std::chrono::abs(apart), std::chrono::seconds(5));
}

TEST(SystemClock, SleepingForNothingReturns) {
  system_clock().sleep(Duration(0));
  system_clock().sleep(Duration(-1));
}

}  // namespace
}  // namespace slipway::base
