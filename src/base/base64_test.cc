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

}  // namespace
}  // namespace slipway::base
