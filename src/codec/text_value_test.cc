// Texts to values: exactly which, and which are refused.
#include "codec/text_value.h"

#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "codec/codec_test.h"

namespace slipway::codec {
namespace {

using data::Kind;

TEST(TextValue, Numbers) {
  const struct {
    const char* text;
    double number;
  } cases[] = {{"0", 0},
               {"-0", -0.0},
               {"+1.5", 1.5},
               {"  2e3\t", 2000},
               {".5", 0.5},
               {"5.", 5},
               {"1e-400", 0},
               {"-1e-400", -0.0},
               {"1e400", INFINITY},
               {"-1e400", -INFINITY},
               {"inf", INFINITY},
               {"-Infinity", -INFINITY},
               {"+INF", INFINITY},
               {"4.9406564584124654e-324", 5e-324},
               {"2.2250738585072011e-308", 2.2250738585072011e-308},
               {"1.7976931348623157e308", std::numeric_limits<double>::max()},
               {"9007199254740993", 9007199254740992.0},
               {"0.1000000000000000055511151231257827021181583404541015625", 0.1}};
  for (const auto& [text, number] : cases) {
    double read = 7;
    EXPECT_TRUE(parse_number(text, read)) << text;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(read), std::bit_cast<std::uint64_t>(number)) << text;
  }
  double nan = 0;
  EXPECT_TRUE(parse_number("NaN", nan) && std::isnan(nan));
}

TEST(TextValue, NoNumbers) {
  for (const char* text : {"", " ", "+", "-", "--1", "+-1", "++1", "1,5", "1 2", "0x10", "1e",
                           "1_0", "nan(7)", "infinit", "\xd9\xa1", "1\n"}) {
    double read = 0;
    EXPECT_FALSE(parse_number(text, read)) << text;
  }
}

TEST(TextValue, WholeNumbers) {
  std::int64_t number = 0;
  for (const auto& [text, expected] :
       {std::pair<const char*, std::int64_t>{"9223372036854775807", 9223372036854775807},
        {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
        {" +12 ", 12},
        {"3.0", 3},
        {"3e2", 300},
        {"-0", 0},
        {"007", 7}}) {
    EXPECT_TRUE(parse_integer(text, number)) << text;
    EXPECT_EQ(number, expected) << text;
  }
  for (const char* text :
       {"", "3.5", "9223372036854775808", "1e18", "inf", "nan", "0x1", "+-1", "1e400"})
    EXPECT_FALSE(parse_integer(text, number)) << text;
}

TEST(TextValue, Booleans) {
  bool value = false;
  for (const char* text : {"true", "TRUE", "True", "1", " true "})
    EXPECT_TRUE(parse_boolean(text, value) && value) << text;
  for (const char* text : {"false", "FALSE", "0"})
    EXPECT_TRUE(parse_boolean(text, value) && !value) << text;
  for (const char* text : {"", "yes", "t", "2", "-1", "1.0", "truee", "TRU\x05"})
    EXPECT_FALSE(parse_boolean(text, value)) << text;
}

TEST(TextValue, Timestamps) {
  std::int64_t at = 0;
  for (const auto& [text, expected] : {std::pair<const char*, std::int64_t>{"1970-01-01", 0},
                                       {"1970-01-01T00:00Z", 0},
                                       {"1970-01-01 00:00:01", 1'000'000},
                                       {"1970-01-01t00:00:00.000001z", 1},
                                       {"1970-01-01T00:00:00.0000019Z", 1},
                                       {"1969-12-31T23:59:59.999999", -1},
                                       {"1970-01-01T02:00+02:00", 0},
                                       {"1970-01-01T00:00:00-0030", 1'800'000'000},
                                       {"2000-02-29", 951'782'400'000'000},
                                       {"0001-01-01", -62'135'596'800'000'000},
                                       {"9999-12-31T23:59:59.999999Z", 253'402'300'799'999'999}}) {
    EXPECT_TRUE(parse_timestamp(text, at)) << text;
    EXPECT_EQ(at, expected) << text;
  }
  for (const char* text :
       {"", "1970", "1970-1-1", "1970-13-01", "1900-02-29", "1970-01-32", "1970-01-01T",
        "1970-01-01X", "1970-01-01T24:00", "1970-01-01T00:60", "1970-01-01T00:00:60",
        "1970-01-01T00:00:00.", "1970-01-01T05+00", "1970-01-01T00:00+24:00", "1970-01-01T00:00+1",
        "1970-01-01T00:00ZZ", "-970-01-01", "10000-01-01"})
    EXPECT_FALSE(parse_timestamp(text, at)) << text;
}

TEST(TextValue, ATextThatIsNoneOfItsColumnIsAppendedAsANull) {
  for (const Kind kind :
       {Kind::kBool, Kind::kInt64, Kind::kFloat32, Kind::kFloat64, Kind::kTimestamp}) {
    data::Column column({kind, {}});
    const base::Status status = append_text(column, "?");
    EXPECT_STREQ(status.reason(), "BAD_VALUE");
    EXPECT_EQ(status.message(), "is not a " + std::string(data::kind_name(kind)));
    EXPECT_EQ(column.size(), 1);
    EXPECT_FALSE(column.view().valid(0));
  }
}

TEST(TextValue, Utf8) {
  for (const char* good : {"", "a", "\xc3\xa9", "\xf4\x8f\xbf\xbf"}) EXPECT_TRUE(valid_utf8(good));
  for (const char* bad : {"\xc3", "\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"}) {
    EXPECT_FALSE(valid_utf8(bad));
    data::Column column({Kind::kString, {}});
    EXPECT_STREQ(append_text(column, bad).reason(), "BAD_UTF8");
    EXPECT_EQ(column.null_count(), 1);
  }
}

TEST(TextValue, OfEachRowTheFirstErrorCountsAndItsValueIsCutBetweenCharacters) {
  const base::Status why = base::invalid_argument("BAD_VALUE", "x");
  data::RowErrors errors;
  std::string value = "x";
  for (int i = 0; i < 200; ++i) value += "\xc3\xa9";
  add_error(errors, 3, why, "a", value);
  add_error(errors, 3, why, "b", "2");
  add_error(errors, 4, why, "c", "\xff\xfe");
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].column, "a");
  EXPECT_EQ(errors[0].value, value.substr(0, 255));
  EXPECT_EQ(errors[1].value, "");
}

TEST(ResolveColumns, AColumnMayFeedSeveral) {
  const auto columns =
      resolve_columns({"a", "b", "c"}, {field("b"), field("b")}, false, {"b", "*"});
  ASSERT_TRUE(columns.ok()) << columns.status().text();
  EXPECT_EQ(columns->targets, (std::vector<std::vector<std::size_t>>{{3}, {0, 1, 2}, {4}}));
  EXPECT_EQ((*columns->schema)[2].type.kind, Kind::kString);
  EXPECT_EQ((*columns->schema)[3].name, "a");
}

TEST(ResolveColumns, ByPositionTheRestIsKept) {
  const auto columns = resolve_columns({"a", "b"}, {field("x")}, true, {"*"});
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ((*columns->schema)[0].name, "x");
  EXPECT_EQ((*columns->schema)[1].name, "b");
  EXPECT_EQ(resolve_columns({"a"}, {field("x"), field("y")}, true, {}).status().message(),
            "there are 1 columns, the model takes 2 by position");
}

TEST(ResolveColumns, TheRemedyNamesTwentyColumnsAtMost) {
  std::vector<std::string> names(500, "n");
  const auto status = resolve_columns(names, {field("x")}, false, {}).status();
  EXPECT_EQ(std::ranges::count(status.remedy(), ','), 19);
}

}  // namespace
}  // namespace slipway::codec
