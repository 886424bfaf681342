#include "base/log.h"

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

class LogTest : public ::testing::Test {
 protected:
  void TearDown() override { set_log_level(LogLevel::kWarning), set_log_json(false); }
  // What `log` writes, with the time as T.
  static std::string written(LogLevel level, std::string_view text, LogFields fields = {}) {
    ::testing::internal::CaptureStderr();
    log(level, "room", text, fields);
    std::string line = ::testing::internal::GetCapturedStderr();
    const std::size_t at = line.find("20"), end = line.find('Z', at);
    if (at != std::string::npos && end != std::string::npos) line.replace(at, end - at, "T");
    return line;
  }
};

TEST_F(LogTest, ALineHasLevelTimeRoomTextAndFields) {
  EXPECT_EQ(written(LogLevel::kError, "it broke", {{"file", "a b"}, {"bytes", "7"}}),
            "error TZ room: it broke file=\"a b\" bytes=\"7\"\n");
}

TEST_F(LogTest, LinesBelowTheLevelAreDropped) {
  EXPECT_EQ(written(LogLevel::kInfo, "x"), "");
  EXPECT_NE(written(LogLevel::kWarning, "x"), "");
  set_log_level(LogLevel::kDebug);
  EXPECT_NE(written(LogLevel::kDebug, "x"), "");
  set_log_level(LogLevel::kOff);
  EXPECT_EQ(written(LogLevel::kError, "x"), "");
  EXPECT_EQ(written(LogLevel::kOff, "x"), "");
}

// Who can put a text into the log cannot put a line into it.
TEST_F(LogTest, ALineIsALine) {
  EXPECT_EQ(written(LogLevel::kError, "a\nerror fake", {{"k", "b\n\"\\\x01"}}),
            "error TZ room: a\\u000aerror fake k=\"b\\u000a\\\"\\\\\\u0001\"\n");
  set_log_json(true);
  EXPECT_EQ(
      written(LogLevel::kError, "a\n\"", {{"k", "b\nc"}}),
      "{\"level\":\"error\",\"time\":\"TZ\",\"room\":\"room\",\"text\":\"a\\u000a\\\"\",\"k\":"
      "\"b\\u000ac\"}\n");
}

}  // namespace
}  // namespace slipway::base
