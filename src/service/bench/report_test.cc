#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "service/bench/bench.h"

namespace slipway::service {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// 1,000 answers, of which 10 took 20 ms; 5 refusals; one request never sent.
BenchReport some_report() {
  BenchReport report{
      .what = "http://h:1", .protocol = "slipway", .model = "wine", .rows = 4, .requests = 256};
  serve::LoadReport& load = report.outcome.report;
  load.window = std::chrono::seconds(2), load.requests = 1006, load.answered = 1000;
  load.refused = 5, load.unsent = 1, load.bytes_sent = 4'000'000, load.bytes_received = 500;
  for (int i = 0; i < 1000; ++i) load.latency.add(i < 990 ? microseconds(250) : milliseconds(20));
  for (int i = 0; i < 5; ++i) load.refusal.add(microseconds(90));
  report.codes = {{"200", 1000}, {"429", 5}};
  report.outcome.phases = serve::Phases{.requests = 1000,
                                        .whole = milliseconds(100),
                                        .parse = milliseconds(30),
                                        .queue = {},
                                        .score = milliseconds(50),
                                        .encode = milliseconds(20)};
  return report;
}

TEST(BenchText, SaysWhatWasAskedAndWhatCameOfIt) {
  BenchReport report = some_report();
  const auto has = [&report](const char* part) {
    return bench_text(report).find(part) != std::string::npos;
  };
  EXPECT_TRUE(
      has("http://h:1, model wine, protocol slipway\nclosed loop: 16 at a time; 4 rows each; 256 "
          "different\n"
          "2.0 s, after 1.0 s of warm-up\n"))
      << bench_text(report);
  EXPECT_TRUE(has("answered               1000  500/s\nrows                   4000  2000/s\n"))
      << bench_text(report);
  EXPECT_TRUE(has("  5  0.497 % refused (of all: 1000 200, 5 429); p99 90.0 us, max 90.0 us\n"))
      << bench_text(report);
  EXPECT_TRUE(has("  1  0.0994 % never sent"));
  EXPECT_FALSE(has("lost"));
  EXPECT_TRUE(has("sent                 4.0 MB  2.0 MB/s\n"));
  EXPECT_TRUE(has("latency\n  mean               448 us\n"));
  EXPECT_TRUE(has("  p99.9             20.0 ms\n"));
  EXPECT_TRUE(has(
      "  parse             30.0 us\n  queue              0.0 us\n  score             50.0 us\n"));
  EXPECT_TRUE(has("  beside             348 us  the network, HTTP, and waiting to be read\n"))
      << bench_text(report);
  report.plan.rate = 500, report.plan.connections = 64;
  EXPECT_TRUE(has("open loop: 500 requests/s at random times, up to 64 at a time"));
  EXPECT_TRUE(has("latency, from when a request was due\n"));
  report.outcome.phases.reset(), report.rows = 0;
  EXPECT_FALSE(has("where the time goes"));
  EXPECT_TRUE(has("bodies as given"));
}

TEST(BenchJson, IsOneLineWithTheSameFigures) {
  const std::string text = bench_json(some_report());
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  rapidjson::Document found;
  ASSERT_FALSE(found.Parse(text.c_str()).HasParseError()) << text;
  EXPECT_EQ(found["requests_per_second"].GetDouble(), 500);
  EXPECT_EQ(found["refused"].GetInt(), 5);
  EXPECT_EQ(found["unsent"].GetInt(), 1);
  EXPECT_EQ(found["codes"]["429"].GetInt(), 5);
  EXPECT_EQ(std::string_view(found["arrivals"].GetString()), "closed");
  EXPECT_NEAR(found["latency_us"]["p50"].GetDouble(), 250, 1.3);
  EXPECT_EQ(found["latency_us"]["max"].GetDouble(), 20'000);
  EXPECT_EQ(found["latency_us"]["count"].GetInt(), 1000);
  EXPECT_EQ(found["refused_us"]["count"].GetInt(), 5);
  EXPECT_EQ(found["phases_us"]["score"].GetDouble(), 50);
}

}  // namespace
}  // namespace slipway::service
