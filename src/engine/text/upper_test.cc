// The digest is of Python 3.12's own answers over all code points but surrogates (Unicode 15.0).
#include <gtest/gtest.h>

#include "base/hash.h"
#include "engine/text/unicode.h"

namespace slipway::engine {
namespace {

std::string upper_of(std::u32string_view text) {
  std::string bytes;
  encode_utf8(upper(text), bytes);
  return bytes;
}

TEST(Upper, IsPythons) {
  base::Sha256 hash;
  for (char32_t c = 0; c < 0x110000; ++c)
    if (c < 0xd800 || c >= 0xe000) hash.update(upper_of({&c, 1}) + '\0');
  EXPECT_EQ(hash.hex(), "21298a31bbf2ab46fc8efa7ce30b2d9bb0bb05e3e91a0a8338155490af497fab");
  EXPECT_EQ(upper_of(U"stra\u00dfe \u0390"), "STRASSE \u0399\u0308\u0301");
}

}  // namespace
}  // namespace slipway::engine
