// What CSV accepts, what it refuses, and that chunking and block borders do not matter.
#include "codec/text_codec_test.h"

namespace slipway::codec {
namespace {

TEST(Csv, BindsByNameAndIgnoresTheRest) {
  const Read got = read_all_ways("csv", "z,b,a\n9,2,1\n9,4,3\n", {.wanted = numbers({"a", "b"})});
  EXPECT_EQ(got.rows, "{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n");
}

TEST(Csv, BindsByPosition) {
  EXPECT_EQ(
      read_all_ways("csv", "z,b,a\n9,2,1\n", {.wanted = numbers({"x0", "x1"}), .by_position = true})
          .rows,
      "{\"x0\":9,\"x1\":2}\n");
  EXPECT_EQ(read_all_ways("csv", "9,2\n8,1",
                          {.wanted = numbers({"x0", "x1"}), .settings = map({{"header", "false"}})})
                .rows,
            "{\"x0\":9,\"x1\":2}\n{\"x0\":8,\"x1\":1}\n");
}

TEST(Csv, QuotesNewlinesAndUnicode) {
  const std::string text =
      "\xef\xbb\xbfname,x\r\n\"a \"\"b\"\"\r\n\xc3\xa9, c\",1\r\n\r\nplain,\"2\"\r\n";
  const Read got = read_all_ways(
      "csv", text,
      {.wanted = {{"name", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}}});
  EXPECT_EQ(got.rows,
            "{\"name\":\"a \\\"b\\\"\\r\\n\xc3\xa9, c\",\"x\":1}\n{\"name\":\"plain\",\"x\":2}\n");
  EXPECT_EQ(got.errors, "");
}

TEST(Csv, MissingValues) {
  const std::string text = "s,x\n,\nNA,nan\n\"\",\"\"\n\"NA\",NULL\n";
  const Read got = read_all_ways(
      "csv", text, {.wanted = {{"s", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}}});
  EXPECT_EQ(got.rows,
            "{\"s\":null,\"x\":null}\n{\"s\":null,\"x\":null}\n{\"s\":\"\",\"x\":null}\n{\"s\":"
            "\"NA\",\"x\":null}\n");
}

TEST(Csv, MissingValuesByYourOwnSpelling) {
  base::Value::Map settings;
  settings.emplace_back("na", base::Value(base::Value::List{base::Value(std::string("?"))}));
  const Read got =
      read_all_ways("csv", "s,x\n?,?\nNA,1\n",
                    {.wanted = {{"s", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}},
                     .settings = base::Value(settings)});
  EXPECT_EQ(got.rows, "{\"s\":null,\"x\":null}\n{\"s\":\"NA\",\"x\":1}\n");
}

TEST(Csv, AMissingValueIsWrittenAsItIsRead) {
  const auto schema = std::make_shared<const data::Schema>(
      std::vector<data::Field>{field("s", Kind::kString), field("x")});
  data::Chunk chunk(schema);
  chunk.column(0).append_null(), chunk.column(1).append_float64(NAN);
  chunk.column(0).append_string(""), chunk.column(1).append_null();
  chunk.column(0).append_string("?"), chunk.column(1).append_float64(-INFINITY);
  base::Value::List spellings = {base::Value(std::string("a,b")), base::Value(std::string("?"))};
  const base::Value settings(base::Value::Map{{"na", base::Value(std::move(spellings))}});
  StringWriter out;
  auto encoder = *(*codecs().find("csv"))->encoder(out, schema, settings);
  ASSERT_TRUE(encoder->write(chunk.view(), {}).ok());
  EXPECT_EQ(out.text, "s,x\n?,?\n\"\",?\n\"?\",-inf\n");
  EXPECT_EQ(read("csv", out.text, {.wanted = schema->fields(), .settings = settings}).rows,
            "{\"s\":null,\"x\":null}\n{\"s\":\"\",\"x\":null}\n{\"s\":\"?\",\"x\":null}\n");
}

TEST(Csv, NumbersAsTheyAreWritten) {
  const Read got =
      read_all_ways("csv", "x\n+1.5\n 2e3 \n-inf\n1,\n0x10\n1_000\n1e999\n5e-324\n12abc\n",
                    {.wanted = numbers({"x"})});
  EXPECT_EQ(got.rows,
            "{\"x\":1.5}\n{\"x\":2000}\n{\"x\":null}\n{\"x\":null}\n{\"x\":null}\n{\"x\":null}\n{"
            "\"x\":null}\n{\"x\":5e-324}\n{\"x\":null}\n");
  EXPECT_EQ(got.errors,
            "3 RAGGED_ROW  ;4 BAD_VALUE x 0x10;5 BAD_VALUE x 1_000;8 BAD_VALUE x 12abc;");
}

TEST(Csv, OtherKinds) {
  const DecodeOptions options{.wanted = {{"i", {Kind::kInt64, {}}, {}},
                                         {"b", {Kind::kBool, {}}, {}},
                                         {"t", {Kind::kTimestamp, {}}, {}}}};
  const Read got = read_all_ways("csv",
                                 "i,b,t\n9007199254740993,TRUE,2026-11-24\n3.0,0,2026-11-24T02:00:"
                                 "00.5+01:00\n3.5,maybe,2026-02-30\n",
                                 options);
  EXPECT_EQ(got.rows,
            "{\"i\":9007199254740993,\"b\":true,\"t\":\"2026-11-24T00:00:00Z\"}\n"
            "{\"i\":3,\"b\":false,\"t\":\"2026-11-24T01:00:00.500000Z\"}\n{\"i\":null,\"b\":null,"
            "\"t\":null}\n");
  EXPECT_EQ(got.errors, "2 BAD_VALUE i 3.5;");
}

TEST(Csv, BadRowsAreNamedAndCounted) {
  const Read got = read_all_ways("csv", "a,b\n1,2\n3\n4,5,6\n\"x\"y,z\n7,8\n9,\n,,\n0,0\n",
                                 {.wanted = numbers({"a", "b"})});
  EXPECT_EQ(got.errors, "1 RAGGED_ROW  ;2 RAGGED_ROW  ;3 BAD_VALUE a xy;6 RAGGED_ROW  ;");
  EXPECT_TRUE(got.rows.ends_with(
      "{\"a\":7,\"b\":8}\n{\"a\":9,\"b\":null}\n{\"a\":null,\"b\":null}\n{\"a\":0,\"b\":0}\n"))
      << got.rows;
}

TEST(Csv, NothingButRaggedRows) {
  std::string text = "a,b\n";
  for (int i = 0; i < 5000; ++i) text += "1\n";
  const Read got = read_all_ways("csv", text, {.wanted = numbers({"a", "b"})});
  EXPECT_EQ(std::ranges::count(got.errors, ';'), 5000);
  EXPECT_EQ(std::ranges::count(got.rows, '\n'), 5000);
}

TEST(Csv, BlankLinesAreNoRows) {
  EXPECT_EQ(read_all_ways("csv", "\n\r\nx\n\n1\n\n\n2\n\n", {.wanted = numbers({"x"})}).rows,
            "{\"x\":1}\n{\"x\":2}\n");
  EXPECT_STREQ(read("csv", "\n\n", {.wanted = numbers({"x"})}).status.reason(), "NO_HEADER");
}

TEST(Csv, ARecordMayBeLongerThanAnyBlock) {
  const std::string text = "s,x\n\"" + std::string(3 << 20, '\n') + "\",1\nb,2\n";
  const DecodeOptions options{
      .wanted = {{"s", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}}};
  const Read got = read("csv", text, options);
  EXPECT_EQ(got.errors, "");
  EXPECT_TRUE(got.rows.ends_with("{\"s\":\"b\",\"x\":2}\n"));
  EXPECT_EQ(read("csv", text, options, 1000).rows, got.rows);
}

TEST(Csv, BrokenFilesNameThePlace) {
  EXPECT_EQ(read("csv", "a\n1\n\"2\n3\n", {.wanted = numbers({"a"})}).status.text(),
            "test: line 3: a quoted value is never closed (BAD_CSV)");
  EXPECT_STREQ(read("csv", "", {.wanted = numbers({"a"})}).status.reason(), "NO_HEADER");
  EXPECT_STREQ(read("csv", "a,a\n1,2\n", {.wanted = numbers({"a"})}).status.reason(),
               "DUPLICATE_COLUMN");
  EXPECT_EQ(read("csv", "ag,plan\n1,2\n", {.wanted = numbers({"age", "country"})}).status.text(),
            "test: there is no column \"age\" (near: \"ag\"), \"country\" (MISSING_COLUMN); the "
            "columns are: ag, plan");
}

TEST(Csv, KeepsColumnsAsWritten) {
  EXPECT_EQ(read_all_ways("csv", "id,x,note\n007,1,\n008,2,\"\"\n",
                          {.wanted = numbers({"x"}), .keep = {"id", "note"}})
                .rows,
            "{\"x\":1,\"id\":\"007\",\"note\":null}\n{\"x\":2,\"id\":\"008\",\"note\":\"\"}\n");
  EXPECT_EQ(read_all_ways("csv", "id,x\n1,2\n", {.wanted = numbers({"x"}), .keep = {"*"}}).rows,
            "{\"x\":2,\"id\":\"1\"}\n");
  EXPECT_STREQ(
      read("csv", "id,x\n1,2\n", {.wanted = numbers({"x"}), .keep = {"ident"}}).status.reason(),
      "MISSING_COLUMN");
}

TEST(Csv, GoesOnBehindRows) {
  EXPECT_EQ(read_all_ways("csv", "x\n1\n2\n3\n", {.wanted = numbers({"x"}), .skip_rows = 2}).rows,
            "{\"x\":3}\n");
}

TEST(Csv, InvalidUtf8IsTheRowsError) {
  const Read got =
      read_all_ways("csv", "s\nok\n\xff\xfe\n", {.wanted = {{"s", {Kind::kString, {}}, {}}}});
  EXPECT_TRUE(got.errors.starts_with("1 BAD_UTF8 s")) << got.errors;
}

TEST(Csv, OtherSeparators) {
  EXPECT_EQ(read("csv", "a;b\n1;2\n",
                 {.wanted = numbers({"a", "b"}), .settings = map({{"separator", ";"}})})
                .rows,
            "{\"a\":1,\"b\":2}\n");
  EXPECT_STREQ(
      read("csv", "a\n", {.wanted = numbers({"a"}), .settings = map({{"separator", "ab"}})})
          .status.reason(),
      "BAD_VALUE");
  EXPECT_STREQ(read("csv", "a\n", {.wanted = numbers({"a"}), .settings = map({{"seperator", ","}})})
                   .status.reason(),
               "UNKNOWN_KEY");
}

TEST(Csv, WhatIsWrittenReadsBack) {
  const auto schema = std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"s", {Kind::kString, {}}, {}},
                               {"x", {Kind::kFloat64, {}}, {}},
                               {"p", {Kind::kFloat64, {2}}, {"no", "yes"}}});
  data::Chunk chunk(schema);
  for (const char* s : {"a,b", "", "NA", "x\"y\nz"}) chunk.column(0).append_string(s);
  chunk.column(0).append_null();
  for (const double x : {0.1, 1e300, -0.0, 5e-324, static_cast<double>(NAN)})
    chunk.column(1).append_float64(x);
  chunk.column(2).resize(5);
  chunk.column(2).float64s()[1] = 0.25;
  StringWriter out;
  auto encoder = *(*codecs().find("csv"))->encoder(out, schema, {});
  ASSERT_TRUE(encoder->write(chunk.view(), {{2, base::invalid_argument("X", ""), "", ""}}).ok());
  EXPECT_EQ(
      out.text,
      "s,x,p_no,p_yes\n\"a,b\",0.1,0,0.25\n\"\",1e+300,0,0\n\"x\"\"y\nz\",5e-324,0,0\n,,0,0\n");
  const Read got =
      read_all_ways("csv", out.text,
                    {.wanted = {{"s", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}}});
  EXPECT_EQ(got.rows,
            "{\"s\":\"a,b\",\"x\":0.1}\n{\"s\":\"\",\"x\":1e+300}\n{\"s\":\"x\\\"y\\nz\",\"x\":5e-"
            "324}\n{\"s\":null,\"x\":null}\n");
}

}  // namespace
}  // namespace slipway::codec
