#include "format/xgboost/categories.h"

#include <gtest/gtest.h>

namespace slipway::format::xgboost {
namespace {

base::Result<std::vector<std::vector<model::Category>>> read(std::string_view json,
                                                             std::size_t features) {
  const auto document = parse_json(json);
  EXPECT_TRUE(document.ok());
  return read_categories(document->root, features);
}

TEST(Categories, TextsNumbersAndFeaturesWithout) {
  const auto all = read(
      R"({"cats":{"enc":[{"offsets":[],"values":[]},{"offsets":[0,0,2,5],"values":[97,98,-61,-72,99]},{"type":15,"values":[10,20]}]}})",
      3);
  ASSERT_TRUE(all.ok()) << all.status().text();
  EXPECT_TRUE((*all)[0].empty());
  ASSERT_EQ((*all)[1].size(), 3u);
  EXPECT_EQ((*all)[1][0].text, "");
  EXPECT_EQ((*all)[1][1].text, "ab");
  EXPECT_EQ((*all)[1][2].text,
            "\xc3\xb8"
            "c");
  EXPECT_EQ((*all)[2][1].number, 20);
}

TEST(Categories, OlderFilesHaveNone) {
  EXPECT_EQ(read("{}", 2)->size(), 2u);
  EXPECT_EQ(read(R"({"cats":{"enc":[]}})", 2)->size(), 2u);
}

TEST(Categories, WhatDoesNotFitIsRefused) {
  EXPECT_STREQ(read(R"({"cats":{"enc":[{"values":[]}]}})", 2).status().reason(), "BAD_FILE");
  for (const char* offsets : {"[0,9]", "[0,2,1]", "[-1,1]"})
    EXPECT_EQ(
        read(std::string(R"({"cats":{"enc":[{"offsets":)") + offsets + R"(,"values":[97,98]}]}})",
             1)
            .status()
            .place(),
        "cats.enc[0]")
        << offsets;
}

}  // namespace
}  // namespace slipway::format::xgboost
