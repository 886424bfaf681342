#include "codec/json_text.h"

#include <bit>
#include <cstdlib>
#include <limits>

#include <gtest/gtest.h>

namespace slipway::codec {
namespace {

TEST(JsonText, NumbersReadBackToTheSameBits) {
  std::string out;
  append_json_number(out, 0.1);
  append_json_number(out += ' ', 1e300);
  append_json_number(out += ' ', 5e-324);
  append_json_number(out += ' ', 0.1f);
  EXPECT_EQ(out, "0.1 1e+300 5e-324 0.1");
}

TEST(JsonText, AFloatReadsBackThroughADoubleToo) {
  const auto number = std::bit_cast<float>(0x15AE43FDu);
  std::string out;
  append_json_number(out, number);
  EXPECT_EQ(out, "7.038530691851209e-26");
  EXPECT_EQ(static_cast<float>(std::strtod(out.c_str(), nullptr)), number);
  EXPECT_NE(static_cast<float>(7.038531e-26), number);  // the shortest text of it
}

TEST(JsonText, NoNumberIsNull) {
  std::string out;
  append_json_number(out, std::numeric_limits<double>::quiet_NaN());
  append_json_number(out += ' ', -std::numeric_limits<double>::infinity());
  EXPECT_EQ(out, "null null");
}

TEST(JsonText, TimesAreUtc) {
  EXPECT_EQ(rfc3339(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(1'764'000'000'123'456), "2025-11-24T16:00:00.123456Z");
  EXPECT_EQ(rfc3339(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(rfc3339(951'782'400'000'000), "2000-02-29T00:00:00Z");
  EXPECT_EQ(rfc3339(-62'167'219'200'000'000), "0000-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(std::numeric_limits<std::int64_t>::max()), "294247-01-10T04:00:54.775807Z");
  EXPECT_EQ(rfc3339(std::numeric_limits<std::int64_t>::min()), "-290308-12-21T19:59:05.224192Z");
}

TEST(JsonText, RowsOfEveryKind) {
  using data::Kind;
  const auto schema =
      std::make_shared<const data::Schema>(std::vector<data::Field>{{"b", {Kind::kBool, {}}},
                                                                    {"i", {Kind::kInt64, {}}},
                                                                    {"v", {Kind::kFloat64, {2}}},
                                                                    {"s\"", {Kind::kString, {}}}});
  data::Chunk chunk(schema);
  chunk.column(0).append_bool(true);
  chunk.column(1).append_int64(9007199254740993);
  chunk.column(2).resize(1);
  chunk.column(2).float64s()[1] = 0.5;
  chunk.column(3).append_string("a\n\xc3\xa9");
  std::string out;
  JsonRowWriter(*schema).append(out, chunk.view(), 0);
  EXPECT_EQ(out, "{\"b\":true,\"i\":9007199254740993,\"v\":[0,0.5],\"s\\\"\":\"a\\n\xc3\xa9\"}");
}

}  // namespace
}  // namespace slipway::codec
