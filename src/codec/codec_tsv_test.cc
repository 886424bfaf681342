#include "codec/text_codec_test.h"

namespace slipway::codec {
namespace {

TEST(Tsv, IsCsvWithTabs) {
  EXPECT_EQ(read_all_ways("tsv", "a\tb\n1\t2\n", {.wanted = numbers({"a", "b"})}).rows,
            "{\"a\":1,\"b\":2}\n");
  EXPECT_EQ(*codec_of("x.tsv.gz"), *codecs().find("tsv"));
}

TEST(Tsv, IsWrittenWithTabs) {
  const auto schema = std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"s", {Kind::kString, {}}, {}}, {"x", {Kind::kFloat64, {}}, {}}});
  data::Chunk chunk(schema);
  chunk.column(0).append_string("a\tb"), chunk.column(1).append_float64(0.5);
  StringWriter out;
  auto encoder = *(*codecs().find("tsv"))->encoder(out, schema, {});
  ASSERT_TRUE(encoder->write(chunk.view(), {}).ok());
  EXPECT_EQ(out.text, "s\tx\n\"a\tb\"\t0.5\n");
}

}  // namespace
}  // namespace slipway::codec
