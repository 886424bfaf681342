// Which codec reads which file.
#include "codec/text_codec_test.h"

namespace slipway::codec {
namespace {

TEST(Codecs, ByFileName) {
  EXPECT_EQ((*codec_of("a/b.csv.gz"))->extensions()[0], ".csv");
  EXPECT_EQ((*codec_of("x.ndjson"))->extensions()[0], ".jsonl");
  EXPECT_STREQ(codec_of("x.doc").status().reason(), "UNKNOWN_CODEC");
}

}  // namespace
}  // namespace slipway::codec
