#include "serve/base64url.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

TEST(Base64url, BothWays) {
  for (const auto& [bytes, text] : std::initializer_list<std::pair<std::string, std::string>>{
           {"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"\xff\xef\xbe", "_---"}}) {
    EXPECT_EQ(to_base64url(bytes), text);
    std::string back;
    EXPECT_TRUE(from_base64url(text, back)) << text;
    EXPECT_EQ(back, bytes);
  }
}

TEST(Base64url, OtherTextsAreNone) {
  std::string bytes;
  for (const char* text : {"Zg==", "Zh", "Z", "Zm9v\n", " Zg", "+---", "/", "Zm9vA"})
    EXPECT_FALSE(from_base64url(text, bytes)) << text;
}

}  // namespace
}  // namespace slipway::serve
