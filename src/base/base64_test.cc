#include "base/base64.h"

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

TEST(Base64, BothAlphabetsWithPaddingOrWithout) {
  std::string bytes;
  for (const auto& [text, wanted] :
       std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                        {"Zg==", "f"},
                                                        {"Zg", "f"},
                                                        {"Zm8=", "fo"},
                                                        {"Zm9v", "foo"},
                                                        {"Zm9vYg==", "foob"},
                                                        {"+/8=", "\xfb\xff"},
                                                        {"-_8", "\xfb\xff"}}) {
    EXPECT_TRUE(decode_base64(text, bytes)) << text;
    EXPECT_EQ(bytes, wanted) << text;
  }
}

TEST(Base64, AnythingElseIsRefused) {
  std::string bytes;
  for (const char* text : {"Z", "Zg=", "Z===", "====", "Zm9v!", "Zm 9v", "Zh", "-/8=", "Zg==Zg=="})
    EXPECT_FALSE(decode_base64(text, bytes)) << text;
}

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
}  // namespace slipway::base
