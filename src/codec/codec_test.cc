// The text codecs: what they accept, what they refuse, and that chunking and block borders don't matter.
#include "codec/codec.h"

#include <gtest/gtest.h>

#include <cmath>

namespace slipway::codec {
namespace {

using data::Kind;

// Hands out a few bytes at a time, so that every record crosses a border.
class Drops final : public base::Stream {
 public:
  Drops(std::string bytes, std::uint64_t drop, std::string name) : bytes_(std::move(bytes)), drop_(drop), name_(std::move(name)) {}
  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    const std::uint64_t n = std::min({count, drop_, bytes_.size() - at_});
    into.append(bytes_, at_, n);
    at_ += n;
    return n;
  }
  const std::string& name() const override { return name_; }

 private:
  const std::string bytes_;
  const std::uint64_t drop_;
  const std::string name_;
  std::uint64_t at_ = 0;
};

class StringWriter final : public base::Writer {
 public:
  base::Status write(std::string_view bytes) override { return text += bytes, base::Status(); }
  base::Status commit() override { return {}; }
  std::string text;
};

std::vector<data::Field> numbers(std::initializer_list<const char*> names) {
  std::vector<data::Field> fields;
  for (const char* name : names) fields.push_back({name, {Kind::kFloat64, {}}, {}});
  return fields;
}

base::Value map(std::initializer_list<std::pair<const char*, const char*>> members) {
  base::Value::Map map;
  for (const auto& [key, value] : members) map.emplace_back(key, base::Value(std::string(value)));
  return base::Value(std::move(map));
}

struct Read {
  base::Status status;
  std::string rows;    // as JSON Lines
  std::string errors;  // "row REASON column value;"
};

Read read(const char* codec, const std::string& text, DecodeOptions options, std::uint64_t drop = 1 << 20, std::string name = "test") {
  Read read;
  auto decoder = (*codecs().find(codec))->decoder(std::make_unique<Drops>(text, drop, std::move(name)), options);
  if (!decoder.ok()) return read.status = decoder.status(), read;
  data::Chunk chunk((*decoder)->schema());
  data::RowErrors errors;
  StringWriter out;
  auto encoder = *(*codecs().find("jsonl"))->encoder(out, (*decoder)->schema(), {});
  std::int64_t first = 0;
  for (;;) {
    auto more = (*decoder)->next(chunk, errors);
    if (!more.ok()) read.status = more.status();
    if (!more.ok() || !*more) break;
    EXPECT_LE(chunk.rows(), options.chunk_rows_max);
    for (const auto& error : errors) read.errors += std::to_string(error.row + first) + " " + error.status.reason() + " " + error.column + " " + error.value + ";";
    EXPECT_TRUE(encoder->write(chunk.view(), {}).ok());
    first += chunk.rows();
  }
  read.rows = out.text;
  return read;
}

// The same at every chunk size and block border.
Read read_all_ways(const char* codec, const std::string& text, const DecodeOptions& options) {
  const Read whole = read(codec, text, options);
  for (const std::int64_t rows : {1, 7})
    for (const std::uint64_t drop : {1, 3, 1 << 20}) {
      DecodeOptions other = options;
      other.chunk_rows_max = rows;
      const Read again = read(codec, text, other, drop);
      EXPECT_EQ(again.rows, whole.rows);
      EXPECT_EQ(again.errors, whole.errors);
      EXPECT_EQ(again.status.text(), whole.status.text());
    }
  return whole;
}

TEST(Csv, BindsByNameAndIgnoresTheRest) {
  const Read got = read_all_ways("csv", "z,b,a\n9,2,1\n9,4,3\n", {.wanted = numbers({"a", "b"})});
  EXPECT_EQ(got.rows, "{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n");
}

TEST(Csv, BindsByPosition) {
  EXPECT_EQ(read_all_ways("csv", "z,b,a\n9,2,1\n", {.wanted = numbers({"x0", "x1"}), .by_position = true}).rows, "{\"x0\":9,\"x1\":2}\n");
  EXPECT_EQ(read_all_ways("csv", "9,2\n8,1", {.wanted = numbers({"x0", "x1"}), .settings = map({{"header", "false"}})}).rows, "{\"x0\":9,\"x1\":2}\n{\"x0\":8,\"x1\":1}\n");
}

TEST(Csv, QuotesNewlinesAndUnicode) {
  const std::string text = "\xef\xbb\xbfname,x\r\n\"a \"\"b\"\"\r\n\xc3\xa9, c\",1\r\n\r\nplain,\"2\"\r\n";
  const Read got = read_all_ways("csv", text, {.wanted = {{"name", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}}});
  EXPECT_EQ(got.rows, "{\"name\":\"a \\\"b\\\"\\r\\n\xc3\xa9, c\",\"x\":1}\n{\"name\":\"plain\",\"x\":2}\n");
  EXPECT_EQ(got.errors, "");
}

TEST(Csv, MissingValues) {
  const std::string text = "s,x\n,\nNA,nan\n\"\",\"\"\n\"NA\",NULL\n";
  const Read got = read_all_ways("csv", text, {.wanted = {{"s", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}}});
  EXPECT_EQ(got.rows, "{\"s\":null,\"x\":null}\n{\"s\":null,\"x\":null}\n{\"s\":\"\",\"x\":null}\n{\"s\":\"NA\",\"x\":null}\n");
}

TEST(Csv, MissingValuesByYourOwnSpelling) {
  base::Value::Map settings;
  settings.emplace_back("na", base::Value(base::Value::List{base::Value(std::string("?"))}));
  const Read got = read_all_ways("csv", "s,x\n?,?\nNA,1\n", {.wanted = {{"s", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}}, .settings = base::Value(settings)});
  EXPECT_EQ(got.rows, "{\"s\":null,\"x\":null}\n{\"s\":\"NA\",\"x\":1}\n");
}

TEST(Csv, NumbersAsTheyAreWritten) {
  const Read got = read_all_ways("csv", "x\n+1.5\n 2e3 \n-inf\n1,\n0x10\n1_000\n1e999\n5e-324\n12abc\n", {.wanted = numbers({"x"})});
  EXPECT_EQ(got.rows, "{\"x\":1.5}\n{\"x\":2000}\n{\"x\":null}\n{\"x\":null}\n{\"x\":null}\n{\"x\":null}\n{\"x\":null}\n{\"x\":5e-324}\n{\"x\":null}\n");
  EXPECT_EQ(got.errors, "3 RAGGED_ROW  ;4 BAD_VALUE x 0x10;5 BAD_VALUE x 1_000;8 BAD_VALUE x 12abc;");
}

TEST(Csv, OtherKinds) {
  const DecodeOptions options{.wanted = {{"i", {Kind::kInt64, {}}, {}}, {"b", {Kind::kBool, {}}, {}}, {"t", {Kind::kTimestamp, {}}, {}}}};
  const Read got = read_all_ways("csv", "i,b,t\n9007199254740993,TRUE,2026-11-24\n3.0,0,2026-11-24T02:00:00.5+01:00\n3.5,maybe,2026-02-30\n", options);
  EXPECT_EQ(got.rows,
            "{\"i\":9007199254740993,\"b\":true,\"t\":\"2026-11-24T00:00:00Z\"}\n"
            "{\"i\":3,\"b\":false,\"t\":\"2026-11-24T01:00:00.500000Z\"}\n{\"i\":null,\"b\":null,\"t\":null}\n");
  EXPECT_EQ(got.errors, "2 BAD_VALUE i 3.5;");
}

TEST(Csv, BadRowsAreNamedAndCounted) {
  const Read got = read_all_ways("csv", "a,b\n1,2\n3\n4,5,6\n\"x\"y,1\n7,8\n", {.wanted = numbers({"a", "b"})});
  EXPECT_EQ(got.errors, "1 RAGGED_ROW  ;2 RAGGED_ROW  ;3 BAD_QUOTES  ;");
  EXPECT_TRUE(got.rows.ends_with("{\"a\":7,\"b\":8}\n"));
}

TEST(Csv, BrokenFilesNameThePlace) {
  EXPECT_EQ(read("csv", "a\n1\n\"2\n3\n", {.wanted = numbers({"a"})}).status.text(), "test: line 3: a quoted value is never closed (BAD_CSV)");
  EXPECT_STREQ(read("csv", "", {.wanted = numbers({"a"})}).status.reason(), "NO_HEADER");
  EXPECT_STREQ(read("csv", "a,a\n1,2\n", {.wanted = numbers({"a"})}).status.reason(), "DUPLICATE_COLUMN");
  EXPECT_EQ(read("csv", "ag,plan\n1,2\n", {.wanted = numbers({"age", "country"})}).status.text(),
            "test: there is no column \"age\" (near: \"ag\"), \"country\" (MISSING_COLUMN); the columns are: ag, plan");
}

TEST(Csv, KeepsColumnsAsWritten) {
  EXPECT_EQ(read_all_ways("csv", "id,x,note\n007,1,\n008,2,\"\"\n", {.wanted = numbers({"x"}), .keep = {"id", "note"}}).rows,
            "{\"x\":1,\"id\":\"007\",\"note\":null}\n{\"x\":2,\"id\":\"008\",\"note\":\"\"}\n");
  EXPECT_EQ(read_all_ways("csv", "id,x\n1,2\n", {.wanted = numbers({"x"}), .keep = {"*"}}).rows, "{\"x\":2,\"id\":\"1\"}\n");
  EXPECT_STREQ(read("csv", "id,x\n1,2\n", {.wanted = numbers({"x"}), .keep = {"ident"}}).status.reason(), "MISSING_COLUMN");
}

TEST(Csv, GoesOnBehindRows) { EXPECT_EQ(read_all_ways("csv", "x\n1\n2\n3\n", {.wanted = numbers({"x"}), .skip_rows = 2}).rows, "{\"x\":3}\n"); }

TEST(Csv, InvalidUtf8IsTheRowsError) {
  const Read got = read_all_ways("csv", "s\nok\n\xff\xfe\n", {.wanted = {{"s", {Kind::kString, {}}, {}}}});
  EXPECT_TRUE(got.errors.starts_with("1 BAD_UTF8 s")) << got.errors;
}

TEST(Csv, OtherSeparators) {
  EXPECT_EQ(read("csv", "a;b\n1;2\n", {.wanted = numbers({"a", "b"}), .settings = map({{"separator", ";"}})}).rows, "{\"a\":1,\"b\":2}\n");
  EXPECT_EQ(read("csv", "a\tb\n1\t2\n", {.wanted = numbers({"a", "b"})}, 1 << 20, "x.tsv").rows, "{\"a\":1,\"b\":2}\n");
  EXPECT_STREQ(read("csv", "a\n", {.wanted = numbers({"a"}), .settings = map({{"separator", "ab"}})}).status.reason(), "BAD_VALUE");
  EXPECT_STREQ(read("csv", "a\n", {.wanted = numbers({"a"}), .settings = map({{"seperator", ","}})}).status.reason(), "UNKNOWN_KEY");
}

TEST(Csv, WhatIsWrittenReadsBack) {
  const auto schema = std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"s", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}, {"p", {Kind::kFloat64, {2}}, {"no", "yes"}}});
  data::Chunk chunk(schema);
  for (const char* s : {"a,b", "", "NA", "x\"y\nz"}) chunk.column(0).append_string(s);
  chunk.column(0).append_null();
  for (const double x : {0.1, 1e300, -0.0, 5e-324, static_cast<double>(NAN)}) chunk.column(1).append_float64(x);
  chunk.column(2).resize(5);
  chunk.column(2).float64s()[1] = 0.25;
  StringWriter out;
  auto encoder = *(*codecs().find("csv"))->encoder(out, schema, {});
  ASSERT_TRUE(encoder->write(chunk.view(), {{2, base::invalid_argument("X", ""), "", ""}}).ok());
  EXPECT_EQ(out.text, "s,x,p_no,p_yes\n\"a,b\",0.1,0,0.25\n\"\",1e+300,0,0\n\"x\"\"y\nz\",5e-324,0,0\n,,0,0\n");
  const Read got = read_all_ways("csv", out.text, {.wanted = {{"s", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}}});
  EXPECT_EQ(got.rows, "{\"s\":\"a,b\",\"x\":0.1}\n{\"s\":\"\",\"x\":1e+300}\n{\"s\":\"x\\\"y\\nz\",\"x\":5e-324}\n{\"s\":null,\"x\":null}\n");
}

TEST(JsonLines, RowsByName) {
  const Read got = read_all_ways("jsonl", "\xef\xbb\xbf{\"b\":2,\"a\":1,\"z\":{\"deep\":[1]}}\n\n{\"a\":null,\"b\":\"NaN\"}\r\n{\"a\":true,\"b\":1e400}", {.wanted = numbers({"a", "b"})});
  EXPECT_EQ(got.rows, "{\"a\":1,\"b\":2}\n{\"a\":null,\"b\":null}\n{\"a\":1,\"b\":null}\n");
  EXPECT_EQ(got.errors, "");
}

TEST(JsonLines, BadRowsAreNamedAndCounted) {
  const std::string text = "{\"a\":\"12\"}\n{\"b\":1}\n{\"a\":1\nnot json\n[1]\n{\"a\":1} x\n{\"a\":[1]}\n{\"a\":1,\"a\":2}\n{\"a\":7}\n";
  const Read got = read_all_ways("jsonl", text, {.wanted = numbers({"a"})});
  EXPECT_EQ(got.errors,
            "0 BAD_VALUE a \"12\";1 MISSING_COLUMN a ;2 BAD_JSON  ;3 BAD_ROW  ;4 BAD_ROW  ;5 BAD_JSON  ;6 BAD_VALUE a [;7 DUPLICATE_KEY a ;");
  EXPECT_TRUE(got.rows.ends_with("{\"a\":7}\n"));
}

TEST(JsonLines, AMissingKeyCanBeNull) {
  EXPECT_EQ(read("jsonl", "{\"b\":1}\n", {.wanted = numbers({"a"}), .settings = map({{"missing", "null"}})}).rows, "{\"a\":null}\n");
}

TEST(JsonLines, KeepsAnyValue) {
  EXPECT_EQ(read_all_ways("jsonl", "{\"x\":1,\"k\":\"t\"}\n{\"x\":1,\"k\":12.50}\n{\"x\":1,\"k\":{\"a\":[1, 2]}}\n{\"x\":1,\"k\":null}\n", {.wanted = numbers({"x"}), .keep = {"k"}}).rows,
            "{\"x\":1,\"k\":\"t\"}\n{\"x\":1,\"k\":\"12.50\"}\n{\"x\":1,\"k\":\"{\\\"a\\\":[1, 2]}\"}\n{\"x\":1,\"k\":null}\n");
}

TEST(JsonLines, Texts) {
  const Read got = read_all_ways("jsonl", "{\"s\":\"\\u00e9\\ud83d\\ude00\"}\n{\"s\":\"\\ud800\"}\n{\"s\":5}\n", {.wanted = {{"s", {Kind::kString, {}}, {}}}});
  EXPECT_TRUE(got.rows.starts_with("{\"s\":\"\xc3\xa9\xf0\x9f\x98\x80\"}\n")) << got.rows;
  EXPECT_TRUE(got.errors.starts_with("1 BAD_JSON")) << got.errors;
  EXPECT_TRUE(got.errors.ends_with("2 BAD_VALUE s 5;")) << got.errors;
}

TEST(Json, Documents) {
  const DecodeOptions options{.wanted = numbers({"a"})};
  EXPECT_EQ(read_all_ways("json", "[{\"a\":1},{\"a\":2}]", options).rows, "{\"a\":1}\n{\"a\":2}\n");
  EXPECT_EQ(read_all_ways("json", "{\"id\":7,\"rows\":[{\"a\":1}]}", options).rows, "{\"a\":1}\n");
  EXPECT_EQ(read_all_ways("json", "{\"a\":1}", options).rows, "{\"a\":1}\n");
  EXPECT_EQ(read_all_ways("json", "[]", options).rows, "");
  EXPECT_EQ(read_all_ways("json", "[{\"a\":1},5,{\"a\":\"x\"}]", options).errors, "1 BAD_ROW  ;2 BAD_VALUE a \"x\";");
  for (const char* bad : {"", "5", "[{\"a\":1}", "{\"a\":1} x", "[{\"a\":1}] 7", "[{\"a\":}]"})
    EXPECT_STREQ(read("json", bad, options).status.reason(), "BAD_JSON") << bad;
}

TEST(Json, WhatIsWrittenReadsBack) {
  StringWriter out;
  const auto schema = std::make_shared<const data::Schema>(numbers({"x"}));
  data::Chunk chunk(schema);
  chunk.column(0).append_float64(1), chunk.column(0).append_float64(2);
  auto encoder = *(*codecs().find("json"))->encoder(out, schema, {});
  ASSERT_TRUE(encoder->write(chunk.view(), {}).ok() && encoder->finish().ok());
  EXPECT_EQ(out.text, "[\n{\"x\":1},\n{\"x\":2}\n]\n");
  StringWriter none;
  encoder = *(*codecs().find("json"))->encoder(none, schema, {});
  ASSERT_TRUE(encoder->finish().ok());
  EXPECT_EQ(none.text, "[]\n");
}

TEST(Payloads, OneRowEach) {
  auto decoder = (*codecs().find("json"))->payload_decoder({.wanted = numbers({"a"})});
  ASSERT_TRUE(decoder.ok());
  data::Chunk chunk((*decoder)->schema());
  data::RowErrors errors;
  const std::vector<std::string_view> payloads = {"{\"a\":1}", "{", "\n{\n\"a\": 3\n}"};
  ASSERT_TRUE((*decoder)->decode_rows(payloads, chunk, errors).ok());
  EXPECT_EQ(chunk.rows(), 3);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].row, 1);
  EXPECT_EQ(chunk.column(0).view().float64s()[2], 3);
  EXPECT_STREQ((*codecs().find("csv"))->payload_decoder({}).status().reason(), "NO_PAYLOADS");
}

TEST(Codecs, ByFileName) {
  EXPECT_EQ((*codec_of("a/b.csv.gz"))->extensions()[0], ".csv");
  EXPECT_EQ((*codec_of("x.ndjson"))->extensions()[0], ".jsonl");
  EXPECT_STREQ(codec_of("x.doc").status().reason(), "UNKNOWN_CODEC");
}

}  // namespace
}  // namespace slipway::codec
