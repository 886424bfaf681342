// What a JSON document and a payload may be.
#include "codec/text_codec_test.h"

namespace slipway::codec {
namespace {

TEST(Json, Documents) {
  const DecodeOptions options{.wanted = numbers({"a"})};
  EXPECT_EQ(read_all_ways("json", "[{\"a\":1},{\"a\":2}]", options).rows, "{\"a\":1}\n{\"a\":2}\n");
  EXPECT_EQ(read_all_ways("json", "{\"id\":7,\"rows\":[{\"a\":1}]}", options).rows, "{\"a\":1}\n");
  EXPECT_EQ(read_all_ways("json", "{\"a\":1}", options).rows, "{\"a\":1}\n");
  EXPECT_EQ(read_all_ways("json", "[]", options).rows, "");
  EXPECT_EQ(read_all_ways("json", "[{\"a\":1},5,{\"a\":\"x\"}]", options).errors,
            "1 BAD_ROW  ;2 BAD_VALUE a \"x\";");
  for (const char* bad : {"", "5", "[{\"a\":1}", "{\"a\":1} x", "[{\"a\":1}] 7", "[{\"a\":}]"})
    EXPECT_STREQ(read("json", bad, options).status.reason(), "BAD_JSON") << bad;
}

TEST(Json, RowsInAnObjectEndWithTheObject) {
  const DecodeOptions options{.wanted = numbers({"a"})};
  EXPECT_EQ(read_all_ways("json", "{\"rows\":[{\"a\":1}],\"id\":{\"b\":[7]}}\n", options).rows,
            "{\"a\":1}\n");
  for (const char* bad : {"{\"rows\":[{\"a\":1}]", "{\"rows\":[{\"a\":1}],",
                          "{\"rows\":[{\"a\":1}],\"id\":", "{\"rows\":[{\"a\":1}],\"id\":7",
                          "{\"rows\":[{\"a\":1}]} x", "{\"rows\":[{\"a\":1}]}}",
                          "{\"rows\":[{\"a\":1}]]", "{\"rows\":[{\"a\":1}"}) {
    const Read got = read("json", bad, options);
    EXPECT_STREQ(got.status.reason(), "BAD_JSON") << bad << " gave " << got.rows;
  }
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

TEST(Json, AnEncoderRefusesSettingsItDoesNotHave) {
  for (const char* name : {"json", "jsonl"}) {
    StringWriter out;
    const auto encoder =
        (*codecs().find(name))
            ->encoder(out, std::make_shared<const data::Schema>(), map({{"mising", "null"}}));
    EXPECT_EQ(encoder.status().text(),
              "codec json has no setting \"mising\" (UNKNOWN_KEY); did you mean \"missing\"?");
  }
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

}  // namespace
}  // namespace slipway::codec
