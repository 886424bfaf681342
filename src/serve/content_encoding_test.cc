#include "serve/content_encoding.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

std::string packed(std::string_view encoding, const std::string& body) {
  std::string out;
  EXPECT_TRUE(encode_content(encoding, body, out));
  return out;
}
std::string unpacked(std::string_view encoding, std::string_view body,
                     std::uint64_t bytes_max = 1 << 20) {
  std::string out;
  const auto status = decode_content(encoding, body, bytes_max, out);
  return status.ok() ? out : status.reason();
}

TEST(ContentEncoding, EachUnpacksWhatItPacked) {
  const std::string large(200'000, 'x');
  for (const char* encoding : {"gzip", "deflate", "zstd"})
    for (const std::string& body : {std::string(), std::string("{}"), large})
      EXPECT_EQ(unpacked(encoding, packed(encoding, body)), body) << encoding;
  EXPECT_EQ(unpacked("GZIP", packed("gzip", "x")), "x");
  EXPECT_EQ(unpacked("br", "x"), "UNKNOWN_ENCODING");
}

TEST(ContentEncoding, CutBrokenAndFollowedBodiesAreRefused) {
  for (const char* encoding : {"gzip", "deflate", "zstd"}) {
    const std::string sound = packed(encoding, std::string(1000, 'x') + "yz");
    for (std::size_t size = 0; size < sound.size(); ++size)
      EXPECT_EQ(unpacked(encoding, std::string_view(sound).substr(0, size)), "BAD_ENCODING")
          << encoding << " " << size;
    EXPECT_EQ(unpacked(encoding, sound + "x"), "BAD_ENCODING") << encoding;
    EXPECT_EQ(unpacked(encoding, "nonsense, and more of it"), "BAD_ENCODING") << encoding;
  }
}

TEST(ContentEncoding, ABombStopsAtTheLimit) {
  for (const char* encoding : {"gzip", "deflate", "zstd"}) {
    const std::string bomb = packed(encoding, std::string(50 << 20, '\0'));
    EXPECT_LT(bomb.size(), 1u << 20);
    std::string out;
    EXPECT_STREQ(decode_content(encoding, bomb, 1000, out).reason(), "BODY_TOO_LARGE");
    EXPECT_LT(out.size(), 1u << 20);
    EXPECT_EQ(unpacked(encoding, packed(encoding, std::string(1000, 'x')), 1000).size(), 1000u);
  }
}

TEST(ContentEncoding, IsChosenByWhatTheCallerTakes) {
  EXPECT_EQ(choose_encoding(""), "");
  EXPECT_EQ(choose_encoding("br, identity"), "");
  EXPECT_EQ(choose_encoding("gzip, deflate, br"), "gzip");
  EXPECT_EQ(choose_encoding("deflate"), "deflate");
  EXPECT_EQ(choose_encoding("gzip, zstd"), "zstd");
  EXPECT_EQ(choose_encoding("gzip;q=0, deflate ; q=0.5"), "deflate");
  EXPECT_EQ(choose_encoding("gzip;q=0.0"), "");
}

}  // namespace
}  // namespace slipway::serve
