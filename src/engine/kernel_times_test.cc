#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/times.h"

namespace slipway::engine {
namespace {

using model::ReadTimes;
using model::TimeSpans;

// Of each text what the stages make of it; the reason if its row fails.
std::vector<std::string> read(std::vector<model::Op> ops, const std::vector<std::string>& texts) {
  Bench bench({kText});
  for (model::Op& op : ops) bench.stage(std::move(op));
  for (const std::string& text : texts) bench.columns[0].append_string(text);
  std::vector<std::string> all;
  for (const auto& row : bench.run()) all.push_back(fmt::format("{:.0f}", row[0]));
  for (const auto& error : bench.errors)
    all[static_cast<std::size_t>(error.row)] = error.status.reason();
  return all;
}

using Texts = std::vector<std::string>;

TEST(KernelTimes, ReadsDatesAsIso8601) {
  EXPECT_EQ(
      read({ReadTimes{}}, {"1970-01-01", "1970-01-02T00:00:01.5", "1969-12-31 23:59:59.999999",
                           "2020-02-29T10:20", "1970-01-01T00:00:00.000001000"}),
      (Texts{"0", "86401500000", "-1", "1582971600000000", "1"}));
  EXPECT_EQ(read({ReadTimes{ReadTimes::Down::kToDays}}, {"1969-12-31 12:00:00"}),
            Texts{"-86400000000"});
  EXPECT_EQ(read({ReadTimes{ReadTimes::Down::kToSeconds}}, {"1969-12-31 23:59:59.25"}),
            Texts{"-1000000"});
}

TEST(KernelTimes, RefusesWhatIsNoDate) {
  for (const char* text : {"", "2021-02-29", "2021-13-01", "2021-1-1", "04/03/2021", "2021-03-04T",
                           "2021-03-04T24:00", "2021-03-04T10:00Z", "2021-03-04T10:00:00.1234567",
                           "1600-01-01", "2300-01-01", "2021-03-04 10:00:00 "})
    EXPECT_EQ(read({ReadTimes{}}, {text}), Texts{"BAD_DATE"}) << text;
  Bench bench({kText});
  bench.stage(ReadTimes{}).row({0}).run();
  ASSERT_EQ(bench.errors.size(), 1u);
  EXPECT_STREQ(bench.errors[0].status.reason(), "MISSING_VALUE");
  EXPECT_EQ(bench.errors[0].column, "f0");
}

TEST(KernelTimes, CountsSpans) {
  const Texts texts = {"2000-01-01", "1999-12-31T23:59:58.5", "2001-01-01 01:00"};
  const std::int64_t since = model::days_since_1970(2000, 1, 1) * model::kDayMicroseconds;
  const auto spans = [&](TimeSpans::What what) {
    return read({ReadTimes{}, TimeSpans{what, since}}, texts);
  };
  EXPECT_EQ(spans(TimeSpans::What::kDays), (Texts{"0", "-1", "366"}));
  EXPECT_EQ(spans(TimeSpans::What::kSeconds), (Texts{"0", "-1", "31626000"}));
  EXPECT_EQ(spans(TimeSpans::What::kSecondsOfDay), (Texts{"0", "86398", "3600"}));
  Bench bench({kF64});
  bench.stage(TimeSpans{}).row({kNan}).row({kInf}).run();
  EXPECT_EQ(bench.errors.size(), 2u);
}

}  // namespace
}  // namespace slipway::engine
