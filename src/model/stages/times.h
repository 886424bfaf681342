// Points in time read off texts, and spans of time between them.
#pragma once

#include <cstdint>
#include <string>

#include "model/stages/block.h"

namespace slipway::model {

// Each column of a block of texts to microseconds since 1970-01-01, without a time zone (kF64: exact
// where pandas has nanoseconds of it, 1677-09-22 to 2262-04-11), rounded down to days or seconds. A
// text is ISO 8601: 2021-03-04, then perhaps T or a space and 05:06, 05:06:07 or 05:06:07.089. Any
// other fails its row with BAD_DATE, a missing one with MISSING_VALUE.
struct ReadTimes {
  static constexpr const char* kFamily = "read_times";
  enum class Down : std::uint8_t { kToDays, kToSeconds, kNot };
  Down down = Down::kNot;
};

// What lies between such times and `since`, a time too. NaN fails its row with MISSING_VALUE.
struct TimeSpans {
  static constexpr const char* kFamily = "time_spans";
  enum class What : std::uint8_t {
    kDays,          // rounded down
    kSeconds,       // towards zero
    kSecondsOfDay,  // since midnight, rounded down
  };
  What what = What::kDays;
  std::int64_t since = 0;
};

// Days from 1970-01-01 to a day of the Gregorian calendar. REQUIRES: it is a day of the years to 9999.
std::int64_t days_since_1970(std::int64_t year, std::int64_t month, std::int64_t day);
inline constexpr std::int64_t kDayMicroseconds = 86'400'000'000;

base::Result<Block> check(const ReadTimes& op, const Inputs& in);
base::Result<Block> check(const TimeSpans& op, const Inputs& in);
std::string contract(const ReadTimes& op);
std::string contract(const TimeSpans& op);

}  // namespace slipway::model
