#include "serve/load/answer_json.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

TEST(AnswerJson, MembersAreFoundOrNot) {
  rapidjson::Document document;
  ASSERT_TRUE(parse_answer(R"({"a":[1],"t":"x","n":7,"s":"8","v":NaN} and bytes)", document));
  ASSERT_NE(list_of(document, "a"), nullptr);
  EXPECT_EQ(list_of(document, "t"), nullptr);
  EXPECT_EQ(list_of(*list_of(document, "a"), "a"), nullptr) << "no object";
  EXPECT_EQ(text_of(document, "t"), "x");
  EXPECT_EQ(text_of(document, "n"), "");
  EXPECT_EQ(whole_of(document, "n"), 7);
  EXPECT_EQ(whole_of(document, "s"), 8);
  EXPECT_EQ(whole_of(document, "a"), 0);
  EXPECT_EQ(whole_of(document, "none"), 0);
}

TEST(AnswerJson, WhatIsNoJsonIsToldAndDepthDoesNoHarm) {
  rapidjson::Document document;
  EXPECT_FALSE(parse_answer("", document));
  EXPECT_FALSE(parse_answer("<html>", document));
  EXPECT_FALSE(parse_answer(R"({"a":)", document));
  EXPECT_FALSE(parse_answer(std::string(1'000'000, '['), document));
}

}  // namespace
}  // namespace slipway::serve
