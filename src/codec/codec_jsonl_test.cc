// What JSON Lines accepts and refuses.
#include "codec/text_codec_test.h"

namespace slipway::codec {
namespace {

TEST(JsonLines, RowsByName) {
  const Read got = read_all_ways("jsonl",
                                 "\xef\xbb\xbf{\"b\":2,\"a\":1,\"z\":{\"deep\":[1]}}\n\n{\"a\":"
                                 "null,\"b\":\"NaN\"}\r\n{\"a\":true,\"b\":1e400}",
                                 {.wanted = numbers({"a", "b"})});
  EXPECT_EQ(got.rows, "{\"a\":1,\"b\":2}\n{\"a\":null,\"b\":null}\n{\"a\":1,\"b\":null}\n");
  EXPECT_EQ(got.errors, "");
}

TEST(JsonLines, BadRowsAreNamedAndCounted) {
  const std::string text =
      "{\"a\":\"12\"}\n{\"b\":1}\n{\"a\":1\nnot json\n[1]\n{\"a\":1} "
      "x\n{\"a\":[1]}\n{\"a\":1,\"a\":2}\n{\"a\":7}\n";
  const Read got = read_all_ways("jsonl", text, {.wanted = numbers({"a"})});
  EXPECT_EQ(got.errors,
            "0 BAD_VALUE a \"12\";1 MISSING_COLUMN a ;2 BAD_JSON  ;3 BAD_ROW  ;4 BAD_ROW  ;5 "
            "BAD_JSON  ;6 BAD_VALUE a [;7 DUPLICATE_KEY a ;");
  EXPECT_TRUE(got.rows.ends_with("{\"a\":7}\n"));
}

TEST(JsonLines, AMissingKeyCanBeNull) {
  EXPECT_EQ(read("jsonl", "{\"b\":1}\n",
                 {.wanted = numbers({"a"}), .settings = map({{"missing", "null"}})})
                .rows,
            "{\"a\":null}\n");
}

TEST(JsonLines, KeepsAnyValue) {
  EXPECT_EQ(read_all_ways("jsonl",
                          "{\"x\":1,\"k\":\"t\"}\n{\"x\":1,\"k\":12.50}\n{\"x\":1,\"k\":{\"a\":[1, "
                          "2]}}\n{\"x\":1,\"k\":null}\n",
                          {.wanted = numbers({"x"}), .keep = {"k"}})
                .rows,
            "{\"x\":1,\"k\":\"t\"}\n{\"x\":1,\"k\":\"12.50\"}\n{\"x\":1,\"k\":\"{\\\"a\\\":[1, "
            "2]}\"}\n{\"x\":1,\"k\":null}\n");
}

TEST(JsonLines, Texts) {
  const Read got =
      read_all_ways("jsonl", "{\"s\":\"\\u00e9\\ud83d\\ude00\"}\n{\"s\":\"\\ud800\"}\n{\"s\":5}\n",
                    {.wanted = {{"s", {Kind::kString, {}}, {}}}});
  EXPECT_TRUE(got.rows.starts_with("{\"s\":\"\xc3\xa9\xf0\x9f\x98\x80\"}\n")) << got.rows;
  EXPECT_TRUE(got.errors.starts_with("1 BAD_JSON")) << got.errors;
  EXPECT_TRUE(got.errors.ends_with("2 BAD_VALUE s 5;")) << got.errors;
}

}  // namespace
}  // namespace slipway::codec
