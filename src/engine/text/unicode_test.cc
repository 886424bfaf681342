// The digests are of Python 3.12's own answers over all code points but surrogates (Unicode 15.0):
//   h.update(b"1" if re.match(r"\w", c) else b"0"); h.update(c.lower().encode() + b"\0"); …
#include "engine/text/unicode.h"

#include <functional>

#include <gtest/gtest.h>

#include "base/hash.h"

namespace slipway::engine {
namespace {

std::string utf8(std::u32string_view text) {
  std::string bytes;
  encode_utf8(text, bytes);
  return bytes;
}

std::string over_all(const std::function<std::string(char32_t)>& answer) {
  base::Sha256 hash;
  for (char32_t c = 0; c < 0x110000; ++c)
    if (c < 0xd800 || c >= 0xe000) hash.update(answer(c));
  return hash.hex();
}

std::string ended(std::u32string_view text) { return utf8(text) + '\0'; }

TEST(Unicode, LettersAndSpacesArePythons) {
  EXPECT_EQ(over_all([](char32_t c) { return std::string(is_word(c) ? "1" : "0"); }),
            "5172d8527eb720a1f57ba59641809d5bf350cc28ee1fcce4de0436a17ed55a0a");
  EXPECT_EQ(over_all([](char32_t c) { return std::string(is_space(c) ? "1" : "0"); }),
            "c288835013403941e55c84f9c3f66ba0c3c11f80bd5745e95622db8c61d3bf81");
}

TEST(Unicode, LowerIsPythons) {
  EXPECT_EQ(over_all([](char32_t c) {
              return ended(lower({&c, 1}));
            }),
            "2a57bd2ee31776aecc042336da11b34e1b6f16cd8c587e9bcdf885218ef3a961");
}

// A sigma after each character, after it and a letter, before it, and between it and a letter.
TEST(Unicode, ASigmaThatEndsAWordIsPythons) {
  EXPECT_EQ(over_all([](char32_t c) {
              const std::u32string a = U"A", sigma = U"\u03a3";
              return ended(lower(c + sigma)) + ended(lower(a + c + sigma)) +
                     ended(lower(a + sigma + c)) + ended(lower(a + sigma + c + a));
            }),
            "4d2f2000794c6029bef7ba12145b0c715c949d1f9cf198003cb96944336c6c21");
  EXPECT_EQ(utf8(lower(U"ΣΊΣΥΦΟΣ ΣΣ Σ")), "σίσυφος σς σ");
}

TEST(Unicode, AccentsAreStrippedAsByUnicodedata) {
  EXPECT_EQ(over_all([](char32_t c) {
              return ended(strip_accents({&c, 1}));
            }),
            "80a52da9d003438056fc686e969c37a80df4d55d77a5d7c8ede65583f236e6db");
  EXPECT_EQ(over_all([](char32_t c) {
              return ended(to_ascii({&c, 1}));
            }),
            "7044eefc9ccb210ab2b1e2bdccd2badfe61987befee121ef6b596a74c6c73b6a");
}

TEST(Unicode, KnowsWhatIsDecomposed) {
  EXPECT_EQ(over_all([](char32_t c) {
              const auto said = [](const std::u32string& text) {
                return std::string(is_decomposed(text) ? "1" : "0");
              };
              return said({c}) + said({U'a', 0x301, c}) + said({c, 0x323}) + said({U'a', 0x323, c});
            }),
            "69ce483dec068bf4d26d21fd31cfe9801dab44afc0583188d74b5cd395a67f9c");
}

TEST(Unicode, DecodesUtf8AndNothingElse) {
  std::u32string codes;
  EXPECT_TRUE(decode_utf8("aé日😀", codes));
  EXPECT_EQ(codes, U"aé日😀");
  EXPECT_EQ(utf8(codes), "aé日😀");
  for (const char* broken : {"\xff", "\xc3", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"})
    EXPECT_FALSE(decode_utf8(broken, codes)) << broken;
  EXPECT_TRUE(is_ascii("a\x7f"));
  EXPECT_FALSE(is_ascii("é"));
}

}  // namespace
}  // namespace slipway::engine
