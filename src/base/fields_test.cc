// What a person may write, and what is said to the rest.
#include "base/fields.h"

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

const Fields kAll = {{"flag", FieldType::kBool, "true", "a flag"},
                     {"count", FieldType::kInt, "10k", "a count"},
                     {"share", FieldType::kDouble, "0.5", "a share"},
                     {"name", FieldType::kText, "x", "a name"},
                     {"size", FieldType::kBytes, "64MiB", "a size"},
                     {"time", FieldType::kDuration, "20ms", "a time"},
                     {"list", FieldType::kList, "", "a list"},
                     {"any", FieldType::kAny, "", "anything"}};

template <class T>
Value with(const char* key, T value) {
  return Value(Value::Map{{key, Value(std::move(value), "slipway.yaml:3:5")}}, "slipway.yaml:2:1");
}
Result<Settings> read(const Value& value) { return read_fields(kAll, value, "thing"); }

TEST(Fields, NothingGivenIsAllDefaults) {
  const auto settings = read(Value());
  ASSERT_TRUE(settings.ok()) << settings.status().text();
  EXPECT_TRUE(settings->boolean("flag"));
  EXPECT_EQ(settings->integer("count"), 10'000);
  EXPECT_EQ(settings->number("share"), 0.5);
  EXPECT_EQ(settings->text("name"), "x");
  EXPECT_EQ(settings->integer("size"), 64 << 20);
  EXPECT_EQ(settings->duration("time"), std::chrono::milliseconds(20));
  EXPECT_TRUE(settings->list("list").empty());
  EXPECT_TRUE(settings->any("any").is_null());
  for (const Field& field : kAll) EXPECT_FALSE(settings->given(field.name)) << field.name;
}

TEST(Fields, ANullIsAsIfNotGiven) {
  const auto settings = read(Value(Value::Map{{"count", Value()}}));
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->integer("count"), 10'000);
  EXPECT_FALSE(settings->given("count"));
}

TEST(Fields, ScalarsMayBeWrittenAsTextOrTyped) {
  EXPECT_FALSE(read(with("flag", false))->boolean("flag"));
  EXPECT_FALSE(read(with("flag", std::string("false")))->boolean("flag"));
  EXPECT_EQ(read(with("count", std::int64_t{-7}))->integer("count"), -7);
  EXPECT_EQ(read(with("count", std::string("1.5M")))->integer("count"), 1'500'000);
  EXPECT_EQ(read(with("share", std::int64_t{2}))->number("share"), 2);
  EXPECT_EQ(read(with("share", std::string("-1e-3")))->number("share"), -0.001);
  EXPECT_EQ(read(with("size", std::int64_t{4096}))->integer("size"), 4096);
  EXPECT_EQ(read(with("name", std::int64_t{7}))->text("name"), "7");
  EXPECT_EQ(read(with("list", std::string("one")))->list("list"), std::vector<std::string>{"one"});
  EXPECT_TRUE(read(with("name", std::string()))->given("name"));
  EXPECT_NE(read(with("any", Value::Map{}))->any("any").as_map(), nullptr);
}

TEST(Fields, AListOfTextsHoldsScalars) {
  const auto good =
      read(with("list", Value::List{Value(std::string("a")), Value(std::int64_t{7}), Value(true)}));
  EXPECT_EQ(good->list("list"), (std::vector<std::string>{"a", "7", "true"}));
  for (const Value& item : {Value(Value::List{}), Value(Value::Map{})})
    EXPECT_EQ(read(with("list", Value::List{item})).status().text(),
              "slipway.yaml:3:5: list must be a list of texts (BAD_VALUE)");
}

TEST(Fields, AValueOfAnotherTypeIsRefusedAtItsPlace) {
  const std::pair<Value, const char*> cases[] = {
      {with("flag", std::string("yes")), "flag must be true or false"},
      {with("count", 2.5), "count must be a whole number"},
      {with("count", std::string("9223372036854775808")), "count must be a whole number"},
      {with("count", std::string("")), "count must be a whole number"},
      {with("share", std::string("half")), "share must be a number"},
      {with("share", std::string("--1")), "share must be a number"},
      {with("share", std::string("nan")), "share must be a number"},
      {with("name", Value::List{}), "name must be text"},
      {with("size", std::string("64 MiBs")), "size must be a size such as 64MiB"},
      {with("size", std::int64_t{-1}), "size must be a size such as 64MiB"},
      {with("time", std::string("20")), "time must be a duration such as 20ms, 5s, 2h"},
      {with("list", Value::Map{}), "list must be a list of texts"}};
  for (const auto& [value, message] : cases)
    EXPECT_EQ(read(value).status().text(),
              std::string("slipway.yaml:3:5: ") + message + " (BAD_VALUE)");
}

TEST(Fields, UnknownKeysNameTheNearestOrAll) {
  EXPECT_EQ(read(with("cuont", true)).status().text(),
            "slipway.yaml:3:5: thing has no setting \"cuont\" (UNKNOWN_KEY); did you mean "
            "\"count\"?");
  EXPECT_EQ(read(with("zzzzzzzz", true)).status().remedy(),
            "it has: flag, count, share, name, size, time, list, any");
}

TEST(Fields, WhatMustBeGivenIsAskedFor) {
  const Fields fields = {{"path", FieldType::kText, nullptr, "the file"}};
  EXPECT_EQ(read_fields(fields, Value(Value::Map{}, "a.yaml:1:1"), "sink").status().text(),
            "a.yaml:1:1: sink needs \"path\": the file (MISSING_KEY)");
  EXPECT_TRUE(read_fields(fields, with("path", std::string()), "sink").ok());
  EXPECT_STREQ(read_fields(fields, Value(std::string("x")), "sink").status().reason(), "BAD_VALUE");
}

TEST(Fields, Sizes) {
  const std::pair<const char*, std::int64_t> good[] = {
      {"0", 0},           {"4096", 4096},       {"1B", 1},           {"1.5kB", 1500},
      {"2 MiB", 2 << 20}, {"10MB", 10'000'000}, {"1TiB", 1ll << 40}, {"8GiB", 8ll << 30}};
  for (const auto& [text, bytes] : good) EXPECT_EQ(*parse_bytes(text), bytes) << text;
  for (const char* bad : {"", "B", "-1", "1mib", "1MiB ", " 1", "1  MiB", "1e30", "inf", "0x10"})
    EXPECT_STREQ(parse_bytes(bad).status().reason(), "BAD_VALUE") << bad;
}

TEST(Fields, Durations) {
  using namespace std::chrono_literals;
  const std::pair<const char*, Duration> good[] = {
      {"0s", 0s},   {"20ms", 20ms}, {"1.5 s", 1500ms}, {"2h", 2h},  {"1d", 24h},
      {"3m", 3min}, {"3min", 3min}, {"7us", 7us},      {"9ns", 9ns}};
  for (const auto& [text, duration] : good) EXPECT_EQ(*parse_duration(text), duration) << text;
  for (const char* bad : {"", "5", "s", "-5s", "5 sec", "1y", "1000000d"})
    EXPECT_STREQ(parse_duration(bad).status().reason(), "BAD_VALUE") << bad;
}

TEST(Fields, TheNearestNameIsNotFarOff) {
  const std::vector<std::string> names = {"age", "plan", "country"};
  EXPECT_EQ(nearest("aeg", names), "age");  // two letters in the wrong order are one mistake
  EXPECT_EQ(nearest("abc", names), "");     // two changes of three letters are too many
  EXPECT_EQ(nearest("agee", names), "age");
  EXPECT_EQ(nearest("contry", names), "country");
  EXPECT_EQ(nearest("plan", names), "plan");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest("salary", names), "");
  EXPECT_EQ(nearest("x", {}), "");
}

}  // namespace
}  // namespace slipway::base
