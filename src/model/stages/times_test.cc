// read_times, time_spans: what is refused; and the calendar.
#include "model/stages/times.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, ReadTimes) {
  EXPECT_EQ(made(ReadTimes{}, {kText, kText}), (Columns{kF64, kF64}));
  EXPECT_EQ(refusal(ReadTimes{}, {kF64}), "takes texts");
  EXPECT_EQ(contract(ReadTimes{ReadTimes::Down::kToDays}),
            "ISO 8601 to microseconds, down to days");
}

TEST(Check, TimeSpans) {
  EXPECT_EQ(made(TimeSpans{}, {kF64}), Columns{kF64});
  EXPECT_EQ(refusal(TimeSpans{}, {kText}), "takes times");
  EXPECT_EQ(refusal(TimeSpans{.since = INT64_MIN}, {kF64}), "counts from too far away");
  EXPECT_EQ(contract(TimeSpans{TimeSpans::What::kSeconds}), "whole seconds, towards zero");
}

TEST(Times, DaysOfTheGregorianCalendar) {
  EXPECT_EQ(days_since_1970(1970, 1, 1), 0);
  EXPECT_EQ(days_since_1970(2000, 3, 1), 11017);
  EXPECT_EQ(days_since_1970(1899, 12, 31), -25568);
  EXPECT_EQ(days_since_1970(2262, 4, 11), 106751);
}

}  // namespace
}  // namespace slipway::model
