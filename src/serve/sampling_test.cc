#include "serve/sampling.h"

#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

TEST(Sampling, AShareIsTaken) {
  const Sampler none(0), negative(-1), tenth(0.1), half(0.5), all(1), more(7);
  int tenths = 0, halves = 0;
  constexpr int kAsked = 100'000;
  for (int i = 0; i < kAsked; ++i) {
    const std::uint64_t bits = random_bits();
    EXPECT_FALSE(none.takes(bits) || negative.takes(bits));
    EXPECT_TRUE(all.takes(bits) && more.takes(bits));
    EXPECT_TRUE(half.takes(bits) || !tenth.takes(bits))
        << "a larger share takes what a smaller one does";
    tenths += tenth.takes(bits) ? 1 : 0, halves += half.takes(bits) ? 1 : 0;
  }
  EXPECT_NEAR(tenths, kAsked / 10, 1000);
  EXPECT_NEAR(halves, kAsked / 2, 1500);
  EXPECT_TRUE(tenth.takes(0) && !tenth.takes(~0ull) && all.takes(~0ull));
}

TEST(Sampling, ThreadsHaveBitsOfTheirOwn) {
  std::uint64_t here = random_bits(), there = 0;
  std::thread([&there] { there = random_bits(); }).join();
  EXPECT_NE(here, there);
  std::set<std::uint64_t> all;
  for (int i = 0; i < 1000; ++i) all.insert(random_bits());
  EXPECT_EQ(all.size(), 1000u);
}

}  // namespace
}  // namespace slipway::serve
