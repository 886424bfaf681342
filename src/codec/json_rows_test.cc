// Objects to rows: which values a column takes, and what the others are told.
#include "codec/json_rows.h"

#include <gtest/gtest.h>

#include "codec/codec_test.h"
#include "codec/json_text.h"
#include "codec/text_value.h"

namespace slipway::codec {
namespace {

using data::Kind;

// The value that `json` is in a column of that kind, as JSON; or why it is none.
std::string as(const data::Type& type, const std::string& json) {
  auto rows = JsonRows::make({.wanted = {{"v", type, {}}}});
  EXPECT_TRUE(rows.ok());
  data::Chunk chunk((*rows)->schema());
  data::RowErrors errors;
  (*rows)->append("{\"v\":" + json + "}", false, chunk, errors);
  EXPECT_EQ(chunk.rows(), 1);
  if (!errors.empty()) {
    EXPECT_FALSE(chunk.column(0).view().valid(0));
    return errors[0].status.reason();
  }
  std::string out;
  append_json_value(out, chunk.column(0).view(), 0);
  return out;
}

std::string as(Kind kind, const std::string& json) { return as(data::Type{kind, {}}, json); }

TEST(JsonRows, ANumberColumnTakesNumbersTruthAndWhatJsonHasNoNumbersFor) {
  for (const Kind kind : {Kind::kFloat64, Kind::kFloat32}) {
    EXPECT_EQ(as(kind, "-1.5e2"), "-150");
    EXPECT_EQ(as(kind, "-0"), "-0");
    EXPECT_EQ(as(kind, "true"), "1");
    EXPECT_EQ(as(kind, "false"), "0");
    EXPECT_EQ(as(kind, "null"), "null");
    EXPECT_EQ(as(kind, "\"NaN\""), "null");
    for (const char* bad : {"\"1\"", "\"nan\"", "\"\"", "[1]", "{}", "\"inf\"", "\"+Infinity\""})
      EXPECT_EQ(as(kind, bad), "BAD_VALUE") << bad;
    for (const char* bad : {"01", "+1", ".5", "1.", "NaN", "0x1", "1e"})
      EXPECT_NE(as(kind, bad).find("BAD_"), std::string::npos) << bad;
  }
}

TEST(JsonRows, InfinitiesAreTexts) {
  auto rows = JsonRows::make({.wanted = {field("v"), field("w")}});
  data::Chunk chunk((*rows)->schema());
  data::RowErrors errors;
  (*rows)->append("{\"v\":\"Infinity\",\"w\":\"-Infinity\"}", false, chunk, errors);
  (*rows)->append("{\"v\":1e999,\"w\":-1e999}", false, chunk, errors);
  EXPECT_TRUE(errors.empty());
  for (std::int64_t row = 0; row < 2; ++row) {
    EXPECT_GT(chunk.column(0).view().float64s()[row], 1.7e308) << row;
    EXPECT_LT(chunk.column(1).view().float64s()[row], -1.7e308) << row;
  }
}

TEST(JsonRows, AnIntegerColumnTakesWholeNumbers) {
  EXPECT_EQ(as(Kind::kInt64, "9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(as(Kind::kInt64, "-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(as(Kind::kInt64, "3.0"), "3");
  EXPECT_EQ(as(Kind::kInt64, "3e2"), "300");
  for (const char* bad :
       {"9223372036854775808", "3.5", "\"3\"", "true", "1e999", "[]", "007", "1.", "+1"})
    EXPECT_NE(as(Kind::kInt64, bad).find("BAD_"), std::string::npos) << bad;
}

TEST(JsonRows, OtherColumnsTakeTheirOwnKind) {
  EXPECT_EQ(as(Kind::kBool, "true"), "true");
  EXPECT_EQ(as(Kind::kBool, "1"), "BAD_VALUE");
  EXPECT_EQ(as(Kind::kBool, "\"true\""), "BAD_VALUE");
  EXPECT_EQ(as(Kind::kString, "\"\""), "\"\"");
  EXPECT_EQ(as(Kind::kString, "1"), "BAD_VALUE");
  EXPECT_EQ(as(Kind::kTimestamp, "\"2026-11-24T02:00+02:00\""), "\"2026-11-24T00:00:00Z\"");
  EXPECT_EQ(as(Kind::kTimestamp, "\"yesterday\""), "BAD_VALUE");
  EXPECT_EQ(as(Kind::kTimestamp, "1764000000"), "BAD_VALUE");
}

TEST(JsonRows, WholeNumbersAreTextsWhereTheTypeHasItSo) {
  const data::Type category{Kind::kString, {}, true};
  EXPECT_EQ(as(category, "3"), "\"3\"");
  EXPECT_EQ(as(category, "\"3\""), "\"3\"");
  EXPECT_EQ(as(category, "-9223372036854775808"), "\"-9223372036854775808\"");
  EXPECT_EQ(as(category, "true"), "\"1\"");
  EXPECT_EQ(as(category, "null"), "null");
  for (const char* bad : {"3.0", "9223372036854775808", "[3]", "{}", "1e2", "-"})
    EXPECT_EQ(as(category, bad), "BAD_VALUE") << bad;
}

TEST(JsonRows, KeysMayBeEscapedAndInAnyOrder) {
  auto rows = JsonRows::make({.wanted = {field("\xc3\xa9"), field("b\"")}});
  data::Chunk chunk((*rows)->schema());
  data::RowErrors errors;
  (*rows)->append(R"({"b\"":2,"\u00e9":1})", false, chunk, errors);
  ASSERT_TRUE(errors.empty()) << errors[0].status.text();
  EXPECT_EQ(chunk.column(0).view().float64s()[0], 1);
  EXPECT_EQ(chunk.column(1).view().float64s()[0], 2);
}

TEST(JsonRows, KeysNeedNotComeAsTheLastOnesDid) {
  auto rows = JsonRows::make({.wanted = {field("a"), field("b"), field("c")}});
  data::Chunk chunk((*rows)->schema());
  data::RowErrors errors;
  for (const char* object :
       {R"({"a":1,"b":2,"c":3})", R"({"c":3,"a":1,"b":2})", R"({"x":0,"c":3,"y":0,"b":2,"a":1})",
        R"({"b":2,"z":9,"c":3,"a":1})", R"({"a":1,"b":2,"c":3})"})
    (*rows)->append(object, false, chunk, errors);
  (*rows)->append(R"({"a":1,"b":2,"c":3,"a":1,"c":3})", false, chunk, errors);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].row, 5);
  EXPECT_STREQ(errors[0].status.reason(), "DUPLICATE_KEY");
  for (std::int64_t row = 0; row < 5; ++row)
    for (std::size_t j = 0; j < 3; ++j)
      EXPECT_EQ(chunk.column(j).view().float64s()[row], static_cast<double>(j + 1)) << row;
}

// One object after another in the same buffers: nothing of a bad one stays.
TEST(JsonRows, ABadObjectLeavesNothingBehind) {
  auto rows = JsonRows::make({.wanted = {field("a"), field("b")}});
  data::Chunk chunk((*rows)->schema());
  data::RowErrors errors;
  for (const char* object :
       {"{\"a\":1,\"b\":2}", "{\"a\":7,\"b\":}", "{\"b\":3}", "", "{\"a\":4,\"b\":5}"})
    (*rows)->append(object, false, chunk, errors);
  ASSERT_EQ(chunk.rows(), 5);
  std::string reasons;
  for (const data::RowError& error : errors)
    reasons += std::to_string(error.row) + " " + error.status.reason() + " " + error.column + ";";
  EXPECT_EQ(reasons, "1 BAD_JSON ;2 MISSING_COLUMN a;3 BAD_JSON ;");
  EXPECT_EQ(chunk.column(0).view().float64s()[4], 4);
  EXPECT_EQ(chunk.column(1).view().float64s()[4], 5);
  EXPECT_EQ(chunk.column(0).size(), 5);
  EXPECT_EQ(chunk.column(1).size(), 5);
}

TEST(JsonRows, WhatIsToldOfALongValueIsTextStill) {
  auto rows = JsonRows::make({.wanted = {field("v")}});
  data::Chunk chunk((*rows)->schema());
  for (std::size_t before = 0; before < 4; ++before) {
    std::string long_text(before, 'x');
    for (int i = 0; i < 200; ++i) long_text += "\xf0\x9f\x98\x80";
    data::RowErrors errors;
    (*rows)->append("{\"v\":\"" + long_text + "\"}", false, chunk, errors);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_TRUE(valid_utf8(errors[0].status.message())) << errors[0].status.message();
    EXPECT_TRUE(valid_utf8(errors[0].value));
    EXPECT_LE(errors[0].value.size(), 256u);
    EXPECT_GT(errors[0].value.size(), 250u);
  }
}

TEST(JsonRows, NestingThatNobodyReadsIsHarmless) {
  auto rows = JsonRows::make({.wanted = {field("v")}, .keep = {"k"}});
  data::Chunk chunk((*rows)->schema());
  data::RowErrors errors;
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  (*rows)->append("{\"v\":1,\"other\":" + deep + ",\"k\":" + deep + "}", false, chunk, errors);
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(chunk.column(0).view().float64s()[0], 1);
  EXPECT_TRUE(chunk.column(1).view().string(0) == deep);
}

TEST(JsonRows, AColumnCalledRowsIsAColumn) {
  auto rows = JsonRows::make({.wanted = {field("rows")}});
  data::Chunk chunk((*rows)->schema());
  data::RowErrors errors;
  ASSERT_TRUE((*rows)->append_document("{\"rows\":7}", chunk, errors).ok());
  EXPECT_EQ(chunk.column(0).view().float64s()[0], 7);
  EXPECT_TRUE(errors.empty());
}

TEST(JsonRows, AMemberRowsThatIsNoArrayIsPassedOver) {
  auto rows = JsonRows::make({.wanted = {field("a")}});
  data::Chunk chunk((*rows)->schema());
  data::RowErrors errors;
  ASSERT_TRUE((*rows)->append_document("{\"rows\":7,\"a\":5}", chunk, errors).ok());
  EXPECT_EQ(chunk.rows(), 1);
  EXPECT_EQ(chunk.column(0).view().float64s()[0], 5);
}

}  // namespace
}  // namespace slipway::codec
