// What JSON Lines accepts and refuses.
#include "base/live_stream.h"
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

// Lines from somebody who waits for their answers before sending more.
class Sender final : public base::LiveStream {
 public:
  base::Result<std::uint64_t> read(std::uint64_t, std::string& into) override {
    if (sent_ == 2) return std::uint64_t{0};
    const std::string piece = sent_++ == 0 ? "{\"a\":1}\n{\"a\":2}\n{\"a" : "\":3}\n";
    into += piece;
    return std::uint64_t{piece.size()};
  }
  bool ready() const override { return false; }
  const std::string& name() const override { return name_; }

 private:
  const std::string name_ = "sender";
  int sent_ = 0;
};

TEST(JsonLines, RowsThatAreThereAreNotHeldBack) {
  const auto decoder =
      *(*codecs().find("jsonl"))->decoder(std::make_unique<Sender>(), {.wanted = numbers({"a"})});
  data::Chunk rows(decoder->schema());
  data::RowErrors errors;
  for (const std::int64_t wanted : {2, 1, 0}) {
    ASSERT_EQ(*decoder->next(rows, errors), wanted > 0);
    EXPECT_EQ(rows.rows(), wanted);
  }
}

}  // namespace
}  // namespace slipway::codec
