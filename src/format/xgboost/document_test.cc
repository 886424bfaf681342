#include "format/xgboost/document.h"

#include <gtest/gtest.h>

namespace slipway::format::xgboost {
namespace {

base::Result<Document> read(std::string bytes) {
  return read_document(*base::memory_reader(std::move(bytes)));
}

TEST(Document, JsonOrUbjsonByTheSecondByte) {
  EXPECT_EQ(read("{\"a\":1}")->form, Form::kJson);
  EXPECT_EQ(read("{i\x01"
                 "ai\x01}")
                ->form,
            Form::kUbjson);
  EXPECT_TRUE(read("{}").ok());
}

TEST(Document, CopiesWhatFits) {
  const auto document = parse_json("[1,-2,2147483647]");
  ASSERT_TRUE(document.ok());
  std::vector<std::int32_t> whole;
  ASSERT_TRUE(document->root.copy(3, whole).ok());
  EXPECT_EQ(whole, (std::vector<std::int32_t>{1, -2, 2147483647}));
  std::vector<std::uint8_t> bytes;
  EXPECT_STREQ(document->root.copy(3, bytes).reason(), "WRONG_TYPE");
  EXPECT_STREQ(document->root.copy(2, whole).reason(), "WRONG_LENGTH");
  EXPECT_STREQ(parse_json("[1.5]")->root.copy(1, whole).reason(), "WRONG_TYPE");
}

TEST(Document, WhatIsMissingOrOfAnotherTypeIsNamed) {
  const auto document = parse_json(R"({"a":[1,2.5],"b":"x","a2":["x",1],"twice":1,"twice":2})");
  ASSERT_TRUE(document.ok());
  const Node& root = document->root;
  EXPECT_EQ(root.need("z").status().message(), "there is no \"z\"");
  EXPECT_EQ(root.find("a")->doubles(3).status().message(), "has 2 values, wanted 3");
  EXPECT_STREQ(root.find("a")->integers(2).status().reason(), "WRONG_TYPE");
  EXPECT_STREQ(root.find("b")->doubles(1).status().reason(), "WRONG_TYPE");
  EXPECT_STREQ(root.find("a2")->texts().status().reason(), "WRONG_TYPE");
  EXPECT_EQ(root.find("twice")->number, 2);  // the last one counts
}

TEST(Document, ParametersAreNumbersOrTheirText) {
  const auto document = parse_json(R"({"a":"3","b":4,"c":"3x","d":1.5})");
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(*parameter(document->root, "a", 0), 3);
  EXPECT_EQ(*parameter(document->root, "b", 0), 4);
  EXPECT_EQ(*parameter(document->root, "z", 7), 7);
  EXPECT_STREQ(parameter(document->root, "c", 0).status().reason(), "BAD_NUMBER");
  EXPECT_STREQ(parameter(document->root, "d", 0).status().reason(), "BAD_NUMBER");
}

TEST(Document, FloatsAreTakenWhole) {
  EXPECT_EQ(*parse_float("5E-1"), 0.5f);
  EXPECT_EQ(*parse_float("0.500000"), 0.5f);
  EXPECT_FALSE(parse_float("0.5 ").ok());
  EXPECT_FALSE(parse_float("").ok());
}

}  // namespace
}  // namespace slipway::format::xgboost
