#include "serve/rate_limit.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;
const base::TimePoint kStart = base::TimePoint(std::chrono::hours(1));

TEST(RateLimit, ASecondsWorthAtOnceThenOneAtATime) {
  RateLimit limit(10);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(limit.take(kStart), base::Duration(0)) << i;
  EXPECT_EQ(limit.take(kStart), milliseconds(100));
  EXPECT_EQ(limit.take(kStart + milliseconds(99)), milliseconds(1));  // nothing was taken meanwhile
  EXPECT_EQ(limit.take(kStart + milliseconds(100)), base::Duration(0));
  EXPECT_EQ(limit.take(kStart + milliseconds(100)), milliseconds(100));
  EXPECT_FALSE(limit.full(kStart + milliseconds(1000)));
  EXPECT_TRUE(limit.full(kStart + milliseconds(1100)));
}

TEST(RateLimit, LessThanOneASecond) {
  RateLimit limit(0.5);
  EXPECT_EQ(limit.take(kStart), base::Duration(0));
  EXPECT_EQ(limit.take(kStart), milliseconds(2000));
  EXPECT_EQ(limit.take(kStart + milliseconds(2000)), base::Duration(0));
}

TEST(RateLimit, ManyThreadsTakeNoMoreThanThereIs) {
  RateLimit limit(1000);
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) taken += limit.take(kStart) == base::Duration(0) ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 1000);
}

TEST(ClientRates, EachClientHasItsOwn) {
  ClientRates rates(1);
  EXPECT_EQ(rates.take("a", kStart), base::Duration(0));
  EXPECT_EQ(rates.take("a", kStart), milliseconds(1000));
  EXPECT_EQ(rates.take("b", kStart), base::Duration(0));
}

TEST(ClientRates, ItsMemoryIsBounded) {
  ClientRates rates(1);
  for (std::size_t i = 0; i < ClientRates::kClientsMax; ++i)
    EXPECT_EQ(rates.take("client " + std::to_string(i), kStart), base::Duration(0));
  EXPECT_EQ(rates.take("new", kStart), base::Duration(0));  // they share one
  EXPECT_NE(rates.take("newer", kStart), base::Duration(0));
  const auto later = kStart + milliseconds(1500);  // those before are forgotten
  EXPECT_EQ(rates.take("newest", later), base::Duration(0));
  EXPECT_EQ(rates.take("newer", later), base::Duration(0));
}

TEST(RateLimit, RetryAfterIsInWholeSeconds) {
  EXPECT_EQ(retry_after_s(milliseconds(250)), 1);
  EXPECT_EQ(retry_after_s(milliseconds(2250)), 3);
}

}  // namespace
}  // namespace slipway::serve
