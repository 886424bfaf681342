// Every shape of rows, and every value in every kind of column.
#include "serve/json_table.h"

#include <cmath>

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

using data::Kind;

class JsonTableTest : public testing::Test {
 protected:
  JsonTableTest() { columns({{"a", Kind::kFloat64}, {"b", Kind::kString}}); }

  void columns(const std::vector<std::pair<std::string, Kind>>& wanted) {
    std::vector<data::Field> fields;
    for (const auto& [name, kind] : wanted) fields.push_back({name, {kind, {}}, {}});
    of(fields);
  }
  void of(const std::vector<data::Field>& fields) {
    rows_ = data::Chunk(std::make_shared<const data::Schema>(fields));
  }
  using Fill = base::Status (JsonTable::*)(std::string_view, data::Chunk&, data::RowErrors&);
  // "a b|a b", null as -, then each row's error.
  std::string read(const std::string& value, Fill fill = &JsonTable::rows) {
    EXPECT_TRUE(table_.parse("{\"t\":" + value + "}").ok()) << value;
    if (const auto status = (table_.*fill)("t", rows_, errors_); !status.ok())
      return status.message();
    std::string out;
    for (std::int64_t row = 0; row < rows_.rows(); ++row) {
      for (std::size_t j = 0; j < rows_.width(); ++j)
        out += (j == 0 ? (row == 0 ? "" : "|") : " ") + cell(rows_.column(j).view(), row);
    }
    for (const auto& error : errors_)
      out += "; " + std::to_string(error.row) + ": " + error.status.message();
    return out;
  }
  static std::string cell(const data::ColumnView& column, std::int64_t row) {
    if (!column.valid(row)) return "-";
    switch (column.kind) {
      case Kind::kString:
        return std::string(column.string(row));
      case Kind::kFloat64:
        return fmt_number(column.float64s()[row]);
      case Kind::kFloat32:
        return fmt_number(static_cast<double>(column.float32s()[row]));
      case Kind::kBool:
        return column.boolean(row) ? "true" : "false";
      default:
        return std::to_string(column.int64s()[row]);
    }
  }
  static std::string fmt_number(double number) {
    return std::isnan(number) ? "nan" : std::to_string(static_cast<int>(number * 10));
  }

  JsonTable table_;
  data::Chunk rows_;
  data::RowErrors errors_;
};

TEST_F(JsonTableTest, RowsAreListsOrObjects) {
  EXPECT_EQ(read(R"([[1,"x"],[2,null]])"), "10 x|20 -");
  EXPECT_EQ(read(R"([{"b":"x","a":1,"c":[]},{"a":[2],"b":["y"]}])"), "10 x|20 y");
  EXPECT_EQ(read(R"([{"in":[1,"x"]}])"), "10 x");
  EXPECT_EQ(read("[]"), "");
  EXPECT_EQ(read(R"([[1],{"a":1},7,[1,"x"]])"),
            "- -|10 -|- -|10 x; 0: has 1 values, not 2; 1: has no \"b\"; "
            "2: is neither a list nor an object");
  EXPECT_EQ(read("7"), "\"t\" is no list of rows");
}

TEST_F(JsonTableTest, ColumnsAreListsOfOneLength) {
  EXPECT_EQ(read(R"({"b":["x","y"],"a":[[1],2],"c":0})", &JsonTable::columns), "10 x|20 y");
  EXPECT_EQ(read(R"({"in":[[1,"x"]]})", &JsonTable::columns), "10 x");
  EXPECT_EQ(read(R"([[1,"x"]])", &JsonTable::columns), "10 x");
  EXPECT_EQ(read(R"({"a":[1]})", &JsonTable::columns), "there is no column \"b\"");
  EXPECT_EQ(read(R"({"a":[1],"c":[2]})", &JsonTable::columns), "there is no column \"b\"");
  EXPECT_EQ(read(R"({"a":[1,2],"b":["x"]})", &JsonTable::columns),
            "column \"b\" has 1 values, others have 2");
}

TEST_F(JsonTableTest, SplitHasItsNamesApart) {
  EXPECT_EQ(read(R"({"columns":["b","c","a"],"index":[5],"data":[["x",0,1]]})", &JsonTable::split),
            "10 x");
  EXPECT_EQ(read(R"({"data":[[1,"x"],7]})", &JsonTable::split), "10 x|- -; 1: is no list");
  EXPECT_EQ(read(R"({"columns":["b",7],"data":[["x",0]]})", &JsonTable::split),
            "- x; 0: has no \"a\"");
  EXPECT_EQ(read(R"({"columns":["a","a","b"],"data":[[1,2,"x"]]})", &JsonTable::split), "10 x");
  EXPECT_EQ(read("[]", &JsonTable::split), "\"t\" is no object of \"columns\" and \"data\"");
}

TEST_F(JsonTableTest, EveryKindTakesWhatItHolds) {
  const auto one = [this](Kind kind, const std::string& values) {
    columns({{"a", kind}});
    return read(values);
  };
  EXPECT_EQ(one(Kind::kFloat64, R"([1.5,true,null,"NaN",-2])"), "15|10|-|nan|-20");
  EXPECT_EQ(one(Kind::kFloat64, R"(["x"])"), "-; 0: \"x\" is not a float64");
  EXPECT_EQ(one(Kind::kFloat32, "[1.5,[2]]"), "15|20");
  EXPECT_EQ(one(Kind::kInt64, "[1,2.0,9223372036854775807,true]"), "1|2|9223372036854775807|1");
  EXPECT_EQ(
      one(Kind::kInt64, "[0.5,1e300,18446744073709551615]"),
      "-|-|-; 0: 0.5 is not a int64; 1: 1e+300 is not a int64; 2: 18446744073709551615 is not "
      "a int64");
  EXPECT_EQ(one(Kind::kBool, "[true,0,1,2]"), "true|false|true|-; 3: 2 is not a bool");
  EXPECT_EQ(one(Kind::kString, R"(["é",5])"), "é|-; 1: 5 is not a string");
  EXPECT_EQ(one(Kind::kString, R"([{"b64":"bg=="},{"b64":"_w=="}])"),
            "n|-; 1: {\"b64\":\"_w==\"} is not a string");
  EXPECT_EQ(one(Kind::kFloat64, R"([{"b64":"bg=="}])"),
            "-; 0: {\"b64\":\"bg==\"} is not a float64");
  EXPECT_EQ(one(Kind::kTimestamp, R"(["1970-01-01T00:00:01Z","x"])"),
            "1000000|-; 1: \"x\" is not a timestamp");
}

TEST_F(JsonTableTest, WholeNumbersAreTextsWhereTheTypeHasItSo) {
  of({{"a", {Kind::kString, {}, true}, {}}});
  EXPECT_EQ(read(R"([3,"3",-1,true,null])"), "3|3|-1|1|-");
  EXPECT_EQ(read("[3.0,[4],18446744073709551615]"),
            "-|4|-; 0: 3.0 is not a string or whole number; "
            "2: 18446744073709551615 is not a string or whole number");
}

TEST_F(JsonTableTest, MembersOfTheRequest) {
  ASSERT_TRUE(table_.parse(R"({"name":"x","n":1,"parameters":{"output":"margin"}})").ok());
  EXPECT_TRUE(table_.has("n"));
  EXPECT_FALSE(table_.has("m"));
  EXPECT_EQ(table_.text("name"), "x");
  EXPECT_EQ(table_.text("n"), "");
  for (const char* body : {"", "{", "[]", "7", "{} {}", "\xff"})
    EXPECT_FALSE(table_.parse(body).ok()) << body;
  const std::string deep(1000, '[');
  EXPECT_STREQ(table_.parse("{\"t\":" + deep).reason(), "BAD_JSON");
}

}  // namespace
}  // namespace slipway::serve
