#include "serve/metrics.h"

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

class MetricsTest : public ServedTest {
 protected:
  // The value of a line "name{labels}".
  double value(const std::string& line) {
    const std::string text = "\n" + ask("GET", "/metrics").body();
    const std::size_t at = text.find("\n" + line + " ");
    EXPECT_NE(at, std::string::npos) << line << " in " << text;
    return at == std::string::npos ? -1 : std::stod(text.substr(at + line.size() + 2));
  }
};

TEST_F(MetricsTest, RequestsAndRowsAreCountedByModelAndCode) {
  const std::string score = "/api/v1/models/toy/score";
  EXPECT_EQ(
      ask("POST", score, R"([{"key":1,"x":5,"note":"n"},{"key":2,"x":7,"note":"m"}])").status(),
      200);
  EXPECT_EQ(ask("POST", score, "nonsense").status(), 400);
  EXPECT_EQ(value(R"(slipway_requests_total{model="toy",version="1",code="OK"})"), 1);
  EXPECT_EQ(value(R"(slipway_requests_total{model="toy",version="1",code="INVALID_ARGUMENT"})"), 1);
  EXPECT_EQ(value(R"(slipway_rows_total{model="toy",version="1"})"), 2);
  EXPECT_EQ(value(R"(slipway_requests_in_flight{model="toy",version="1"})"), 0);
  EXPECT_EQ(value(R"(slipway_request_seconds_count{model="toy",version="1",outcome="success"})"),
            1);
  EXPECT_EQ(
      value(
          R"(slipway_request_seconds_bucket{model="toy",version="1",outcome="success",le="+Inf"})"),
      1);
  EXPECT_EQ(value(R"(slipway_phase_seconds_count{model="toy",version="1",phase="encode"})"), 1);
  EXPECT_EQ(value(R"(slipway_model_bytes{model="toy",version="1"})"), 0);
  EXPECT_EQ(value(R"(slipway_model_info{model="toy",version="1",digest="1f0c",platform="toys"})"),
            1);
  EXPECT_EQ(value(R"(slipway_model_info{model="to\"m",version="1",digest="2",platform="toys"})"),
            1);
}

TEST_F(MetricsTest, WhetherItIsReadyAndWhatTheProcessUses) {
  EXPECT_EQ(value("slipway_ready"), 1);
  ready_ = false;
  EXPECT_EQ(value("slipway_ready"), 0);
  EXPECT_GT(value("process_resident_memory_bytes"), 1e6);
  EXPECT_GE(value("process_threads"), 1);
  EXPECT_GT(value("process_open_fds"), 2);
  EXPECT_GE(value("process_cpu_seconds_total"), 0);
}

TEST(Scored, WhatWasSpentIsSpentInOnePhase) {
  const auto at = [](int ns) { return base::TimePoint(base::Duration(ns)); };
  const auto spent = [](const Scored& scored) {
    return std::vector{scored.queue.count(), scored.score.count(), scored.write.count()};
  };
  EXPECT_EQ(spent(Scored::between(at(10), at(13), at(20), at(25))), (std::vector{3l, 7l, 5l}));
  EXPECT_EQ(spent(Scored::between(at(10), base::kNever, at(20), at(25))),
            (std::vector{0l, 10l, 5l}));
  EXPECT_EQ(spent(Scored::between(at(10), at(1), at(20), at(25))), (std::vector{0l, 10l, 5l}))
      << "by another clock";
}

TEST(Spent, ADurationCountsWithinTheFirstBoundThatIsNoLess) {
  Spent spent;
  spent.add(std::chrono::microseconds(10));
  spent.add(std::chrono::microseconds(11));
  spent.add(std::chrono::seconds(11));
  EXPECT_EQ(spent.count.load(), 3u);
  EXPECT_EQ(spent.within[0].load(), 1u);
  EXPECT_EQ(spent.within[1].load(), 1u);
  EXPECT_EQ(spent.nanoseconds.load(), 11'000'021'000u);
}

}  // namespace
}  // namespace slipway::serve
