#include "serve/load/latencies.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

double ms(base::Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

TEST(Latencies, OfNoneIsNothing) {
  const Latencies none;
  EXPECT_EQ(none.count(), 0u);
  EXPECT_EQ(none.mean(), base::Duration());
  EXPECT_EQ(none.max(), base::Duration());
  EXPECT_EQ(none.percentile(99), base::Duration());
}

TEST(Latencies, PercentilesAreRightToTheResolution) {
  Latencies latencies;
  for (int i = 10'000; i >= 1; --i) latencies.add(microseconds(10 * i));
  EXPECT_EQ(latencies.count(), 10'000u);
  for (const double percent : {1., 50., 90., 99., 99.9, 99.99}) {
    EXPECT_GE(ms(latencies.percentile(percent)), percent) << percent;
    EXPECT_LE(ms(latencies.percentile(percent)), percent * (1 + Latencies::kResolution) + 1e-6)
        << percent;
  }
  EXPECT_EQ(latencies.percentile(100), milliseconds(100));
  EXPECT_EQ(latencies.max(), milliseconds(100));
  EXPECT_EQ(latencies.mean(), base::Duration(50'005'000));
}

TEST(Latencies, OneOfAHundredThousandIsSeenInItsPercentileOnly) {
  Latencies latencies;
  for (int i = 0; i < 99'999; ++i) latencies.add(milliseconds(1));
  latencies.add(seconds(3));
  EXPECT_LE(ms(latencies.percentile(99.99)), 1.006);
  EXPECT_EQ(latencies.percentile(99.9999), seconds(3));
}

TEST(Latencies, WhatIsBeyondTheAxisCounts) {
  Latencies latencies;
  latencies.add(base::Duration(-5));  // clocks of two threads
  latencies.add(base::Duration(200));
  latencies.add(seconds(5000));
  EXPECT_EQ(latencies.count(), 3u);
  EXPECT_LE(latencies.percentile(60), microseconds(1));
  EXPECT_EQ(latencies.percentile(99), seconds(5000));
}

}  // namespace
}  // namespace slipway::serve
