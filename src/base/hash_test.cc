// Known answers: versions of models and records of the queue outlive this program.
#include "base/hash.h"

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

TEST(Hash, Sha256OfThePublishedExamples) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, Sha256InBase64) {
  EXPECT_EQ(sha256_base64(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  EXPECT_EQ(sha256_base64("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

TEST(Hash, PartsAddUpToTheWhole) {
  const std::string text(1000, 'x');
  for (const std::size_t part : {1u, 63u, 64u, 65u}) {
    Sha256 sha;
    for (std::size_t at = 0; at < text.size(); at += part)
      sha.update(std::string_view(text).substr(at, part));
    sha.update("");
    EXPECT_EQ(sha.hex(), sha256_hex(text)) << part;
  }
}

TEST(Hash, Xxh3OfThePublishedExamples) {
  EXPECT_EQ(content_hash(""), 0x2d06800538d394c2u);
  EXPECT_EQ(content_hash("a"), 0xe6c632b61e964e1fu);
  EXPECT_EQ(content_hash("abc"), 0x78af5f94892f3950u);
  EXPECT_NE(content_hash("abc", 1), content_hash("abc"));
  EXPECT_NE(content_hash(std::string_view("a\0", 2)), content_hash("a"));
}

}  // namespace
}  // namespace slipway::base
