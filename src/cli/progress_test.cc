#include "cli/progress.h"

#include <gtest/gtest.h>

namespace slipway::cli {
namespace {

using std::chrono::milliseconds;

TEST(Progress, NumbersHaveCommas) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1000), "1,000");
  EXPECT_EQ(with_commas(1234567), "1,234,567");
  EXPECT_EQ(with_commas(-999), "-999");
  EXPECT_EQ(with_commas(-1000), "-1,000");
  EXPECT_EQ(with_commas(INT64_MIN), "-9,223,372,036,854,775,808");
}

TEST(Progress, TimesAreAsLongAsTheyNeedToBe) {
  EXPECT_EQ(human_time(milliseconds(0)), "0 ms");
  EXPECT_EQ(human_time(milliseconds(350)), "350 ms");
  EXPECT_EQ(human_time(milliseconds(1200)), "1.2 s");
  EXPECT_EQ(human_time(milliseconds(200'000)), "3 min 20 s");
  // No part is ever as long as the next one.
  EXPECT_EQ(human_time(std::chrono::microseconds(999'800)), "1.0 s");
  EXPECT_EQ(human_time(milliseconds(59'980)), "1 min 0 s");
  EXPECT_EQ(human_time(milliseconds(119'700)), "2 min 0 s");
}

TEST(Progress, ABarIsDrawnAndClearedAndOnlyWhereItIsWanted) {
  ::testing::internal::CaptureStderr();
  { ProgressBar(false).show({.rows = 10, .bytes_read = 1, .bytes_total = 2}); }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  ::testing::internal::CaptureStderr();
  {
    ProgressBar bar(true);
    bar.show({.rows = 1500,
              .rejected = 2,
              .bytes_read = 1,
              .bytes_total = 2,
              .elapsed = std::chrono::seconds(1)});
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "\r\033[K[############            ]  50 %  1,500 rows, 1,500 rows/s, 2 rejected, "
            "1.0 s left\r\033[K");
}

}  // namespace
}  // namespace slipway::cli
