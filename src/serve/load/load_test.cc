#include "serve/load/load.h"

#include <deque>

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const base::TimePoint kBegin{seconds(100)};

LoadPlan plan_of(double rate, std::int64_t connections = 1) {
  LoadPlan plan;
  plan.connections = connections, plan.rate = rate, plan.poisson = false;
  plan.warm_up = seconds(0), plan.duration = seconds(10);
  return plan;
}

// A server that answers one request after the other, each in 1 ms; from 5 s on it stalls for `stall`.
// Time is counted, not waited for.
LoadReport against_server(const LoadPlan& plan, base::Duration stall) {
  Load load(plan, 4, kBegin);
  const base::TimePoint stalls = kBegin + plan.warm_up + seconds(5);
  struct Busy {
    Ticket ticket;
    base::TimePoint until;
  };
  std::deque<Busy> busy;
  base::TimePoint now = kBegin, free = kBegin;
  for (;;) {
    while (std::cmp_less(busy.size(), plan.connections) && load.due_at(now) <= now) {
      free = std::max(free, now) + milliseconds(1);
      if (free > stalls && free < stalls + stall) free = stalls + stall;
      busy.push_back({load.take(now), free});
    }
    const base::TimePoint due =
        std::cmp_less(busy.size(), plan.connections) ? load.due_at(now) : base::kNever;
    const base::TimePoint answer = busy.empty() ? base::kNever : busy.front().until;
    if (due == base::kNever && answer == base::kNever) break;
    now = std::max(now, std::min(due, answer));
    if (answer > now) continue;
    load.answered(busy.front().ticket, now, 200, true, 10, 20);
    busy.pop_front();
  }
  load.end();
  return std::move(load.report());
}

TEST(Load, AClosedLoopAsksAgainWhenItIsAnswered) {
  const LoadReport report = against_server(plan_of(0), {});
  EXPECT_EQ(report.requests, 10'000u);
  EXPECT_EQ(report.answered, 9'999u) << "the last one came at the end";
  EXPECT_NEAR(report.per_second(), 1000, 1);
  EXPECT_EQ(report.latency.max(), milliseconds(1));
  EXPECT_EQ(report.codes.at(200), 10'000u);
  EXPECT_EQ(report.bytes_received, 9'999u * 20);
  EXPECT_TRUE(report.all_well());
}

TEST(Load, AnOpenLoopAsksAtItsOwnTimes) {
  const LoadReport report = against_server(plan_of(500), {});
  EXPECT_EQ(report.requests, 5'000u);
  EXPECT_NEAR(report.per_second(), 500, 1);
  EXPECT_EQ(report.latency.max(), milliseconds(1));
  EXPECT_EQ(report.unsent, 0u);
}

// What a caller meets who comes during a stall is in the percentiles of the open loop; a closed loop met it once.
TEST(Load, AServerThatStallsIsSeenByAllWhoComeMeanwhile) {
  const LoadReport closed = against_server(plan_of(0), seconds(1));
  EXPECT_LE(closed.latency.percentile(99.9), milliseconds(1) * (1 + Latencies::kResolution));
  EXPECT_EQ(closed.latency.max(), seconds(1));
  const LoadReport open = against_server(plan_of(500), seconds(1));
  EXPECT_EQ(open.requests, 5'000u) << "none was left out";
  EXPECT_GE(open.latency.percentile(90), milliseconds(450))
      << "a fifth came in that second, and in the next, when those had to be answered first";
  EXPECT_LE(open.latency.percentile(50), milliseconds(2));
  EXPECT_GE(open.latency.max(), seconds(1));
}

TEST(Load, WhatIsDueAndNeverSentHasWaited) {
  const LoadReport report = against_server(plan_of(2000), {});  // twice what the server can do
  EXPECT_EQ(report.requests, 20'000u);
  EXPECT_NEAR(static_cast<double>(report.unsent), 10'000, 10);
  EXPECT_NEAR(report.per_second(), 1000, 1);
  EXPECT_GE(report.latency.percentile(50), milliseconds(2400));
  EXPECT_FALSE(report.all_well());
}

TEST(Load, TheWarmUpIsNotCounted) {
  LoadPlan plan = plan_of(100);
  plan.warm_up = seconds(3);
  const LoadReport report = against_server(plan, {});
  EXPECT_EQ(report.requests, 1'000u);
  EXPECT_EQ(report.window, seconds(10));
}

TEST(Load, TimesOfPoissonHaveTheirRateAndTheirSpread) {
  LoadPlan plan = plan_of(1000);
  plan.poisson = true, plan.duration = seconds(60);
  const auto times = [&plan](std::uint64_t seed) {
    plan.seed = seed;
    Load load(plan, 1, kBegin);
    std::vector<double> all;
    for (base::TimePoint now = kBegin; load.due_at(now) != base::kNever;
         now = std::max(now, load.due_at(now)))
      if (load.due_at(now) <= now)
        all.push_back(std::chrono::duration<double>(load.take(now).due - kBegin).count());
    return all;
  };
  const auto some = times(7);
  EXPECT_NEAR(static_cast<double>(some.size()), 60'000, 5 * 245);  // five standard deviations
  double far = 0;
  for (std::size_t i = 1; i < some.size(); ++i) far += some[i] - some[i - 1] > 0.001 ? 1 : 0;
  EXPECT_NEAR(far / static_cast<double>(some.size()), 0.368, 0.02);
  EXPECT_EQ(some, times(7)) << "the same of a seed";
  EXPECT_NE(some, times(8));
}

TEST(Load, EachFailureIsCountedWithTheTimeItTook) {
  Load load(plan_of(0), 3, kBegin);
  EXPECT_EQ(load.take(kBegin).request, 0u);
  EXPECT_EQ(load.take(kBegin).request, 1u);
  const Ticket two = load.take(kBegin), again = load.take(kBegin);
  EXPECT_EQ(again.request, 0u);
  load.answered({0, kBegin}, kBegin + milliseconds(1), 200, true, 0, 0);
  load.answered({1, kBegin}, kBegin + milliseconds(2), 429, false, 0, 0);
  load.failed(two, kBegin + milliseconds(30), LoadFailure::kBroken);
  load.failed(again, kBegin + seconds(10), LoadFailure::kLate);
  load.failed(load.take(kBegin), kBegin + seconds(1), LoadFailure::kWrong);
  EXPECT_EQ(load.done(), 5u);
  load.end();
  const LoadReport& report = load.report();
  EXPECT_EQ(report.requests, 5u);
  EXPECT_EQ(report.refused, 1u);
  EXPECT_EQ(report.broken, 1u);
  EXPECT_EQ(report.late, 1u);
  EXPECT_EQ(report.wrong, 1u);
  EXPECT_EQ(report.refusal.max(), milliseconds(2));
  EXPECT_EQ(report.latency.count(), 4u);
  EXPECT_EQ(report.latency.max(), seconds(10));
  EXPECT_FALSE(report.all_well());
}

TEST(Load, StoppedItIsShorter) {
  Load load(plan_of(10), 1, kBegin);
  load.stop(kBegin + seconds(2));
  EXPECT_EQ(load.due_at(kBegin + seconds(3)), base::kNever);
  load.end();
  EXPECT_EQ(load.report().window, seconds(2));
  EXPECT_EQ(load.report().unsent, 20u);
}

TEST(Load, APlanWithoutSenseIsRefused) {
  const auto reason = [](auto change) {
    LoadPlan plan;
    change(plan);
    return std::string(plan.check().reason());
  };
  EXPECT_EQ(reason([](LoadPlan&) {}), "");
  EXPECT_EQ(reason([](LoadPlan& plan) { plan.connections = 0; }), "BAD_LOAD");
  EXPECT_EQ(reason([](LoadPlan& plan) { plan.rate = -1; }), "BAD_LOAD");
  EXPECT_EQ(reason([](LoadPlan& plan) { plan.rate = std::nan(""); }), "BAD_LOAD");
  EXPECT_EQ(reason([](LoadPlan& plan) { plan.duration = {}; }), "BAD_LOAD");
  EXPECT_EQ(reason([](LoadPlan& plan) { plan.timeout = {}; }), "BAD_LOAD");
  EXPECT_EQ(reason([](LoadPlan& plan) { plan.rate = 1e6, plan.duration = std::chrono::hours(1); }),
            "BAD_LOAD");
}

}  // namespace
}  // namespace slipway::serve
