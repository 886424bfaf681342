#include "codec/yaml.h"

#include <gtest/gtest.h>

namespace slipway::codec {
namespace {

TEST(Yaml, ScalarsHaveTheTypeTheyAreWrittenAs) {
  const auto value = parse_yaml(
      "{a: 1, b: 1.5, c: true, d: '1', e: text, f: , g: 2026-01-01, h: 0 2 * * *}", "x.yaml");
  ASSERT_TRUE(value.ok()) << value.status().text();
  EXPECT_EQ(*value->find("a")->as_int(), 1);
  EXPECT_EQ(*value->find("b")->as_double(), 1.5);
  EXPECT_EQ(*value->find("c")->as_bool(), true);
  EXPECT_EQ(*value->find("d")->as_text(), "1");
  EXPECT_EQ(*value->find("e")->as_text(), "text");
  EXPECT_TRUE(value->find("f")->is_null());
  EXPECT_EQ(*value->find("g")->as_text(), "2026-01-01");
  EXPECT_EQ(*value->find("h")->as_text(), "0 2 * * *");
}

TEST(Yaml, PlacesAreLineAndColumn) {
  const auto value = parse_yaml("models:\n  churn: {from: churn.pkl}\n", "slipway.yaml");
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value->find("models")->find("churn")->place(), "slipway.yaml:2:10");
}

TEST(Yaml, RefusesAKeyGivenTwice) {
  const auto value = parse_yaml("a: 1\na: 2\n", "slipway.yaml");
  EXPECT_EQ(value.status().text(), "slipway.yaml:2:1: \"a\" is given twice (BAD_YAML)");
}

TEST(Yaml, RefusesBrokenText) {
  const auto value = parse_yaml("a: [1, 2\nb: 3", "slipway.yaml");
  EXPECT_STREQ(value.status().reason(), "BAD_YAML");
  EXPECT_TRUE(value.status().place().starts_with("slipway.yaml:")) << value.status().place();
}

TEST(Yaml, RefusesAnchorsThatExplode) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) text += (k != 0 ? ", *a" : "*a") + std::to_string(i - 1);
    text += "]\n";
  }
  EXPECT_STREQ(parse_yaml(text, "x").status().reason(), "BAD_YAML");
}

TEST(Yaml, RefusesDeepNesting) {
  EXPECT_STREQ(parse_yaml(std::string(400, '[') + std::string(400, ']'), "x").status().reason(),
               "BAD_YAML");
}

TEST(Yaml, ANestingThatIsAllowedIsReadWhole) {
  const auto value = parse_yaml(std::string(200, '[') + "7" + std::string(200, ']'), "x");
  ASSERT_TRUE(value.ok()) << value.status().text();
  const base::Value* at = &*value;
  for (int i = 0; i < 200; ++i) at = &at->as_list()->front();
  EXPECT_EQ(*at->as_int(), 7);
}

TEST(Yaml, QuotedTextIsTextWhateverItLooksLike) {
  const auto value = parse_yaml(R"({a: "true", b: 'null', c: "0x10", d: 0x10, e: ~, f: -7, g: "",
                                    h: 99999999999999999999, i: .5, j: inf, k: .inf})",
                                "x");
  ASSERT_TRUE(value.ok()) << value.status().text();
  EXPECT_EQ(*value->find("a")->as_text(), "true");
  EXPECT_EQ(*value->find("b")->as_text(), "null");
  EXPECT_EQ(*value->find("c")->as_text(), "0x10");
  EXPECT_EQ(*value->find("d")->as_text(), "0x10");
  EXPECT_TRUE(value->find("e")->is_null());
  EXPECT_EQ(*value->find("f")->as_int(), -7);
  EXPECT_EQ(*value->find("g")->as_text(), "");
  EXPECT_EQ(*value->find("h")->as_double(), 1e20);
  EXPECT_EQ(*value->find("i")->as_double(), 0.5);
  EXPECT_EQ(*value->find("j")->as_text(), "inf");
}

TEST(Yaml, RefusesMoreThanAnyConfigurationNeeds) {
  EXPECT_EQ(parse_yaml(std::string(200'000, '['), "x").status().text(),
            "x: 200000 brackets and commas, at most 131072 (BAD_YAML)");
  std::string many = "a: [";
  for (int i = 0; i < 100'000; ++i) many += "1,";
  const auto status = parse_yaml(many + "1]\n", "x").status();
  EXPECT_EQ(status.message(), "more than 100000 values");
  EXPECT_TRUE(status.place().starts_with("x:1:")) << status.text();
}

TEST(Yaml, AnAliasIsTheSameValueAgain) {
  const auto value = parse_yaml("a: &x {from: m}\nb: *x\n", "x");
  ASSERT_TRUE(value.ok()) << value.status().text();
  EXPECT_EQ(*value->find("b")->find("from")->as_text(), "m");
}

TEST(Yaml, RefusesAnAliasOfItself) {
  EXPECT_STREQ(parse_yaml("a: &x [*x]\n", "x").status().reason(), "BAD_YAML");
}

TEST(Yaml, RefusesTabsThatIndent) {
  const auto status = parse_yaml("models:\n\twine: {from: a}\n", "slipway.yaml").status();
  EXPECT_STREQ(status.reason(), "BAD_YAML");
  EXPECT_TRUE(status.place().starts_with("slipway.yaml:2:")) << status.text();
}

TEST(Yaml, RefusesWhatIsNotUtf8AndSaysInWhichLine) {
  EXPECT_EQ(parse_yaml("a: 1\nb: \"\xff\"\n", "x").status().text(),
            "x:2:1: is not UTF-8 (BAD_YAML)");
  EXPECT_EQ(parse_yaml("\xed\xa0\x80: 1", "x").status().text(), "x:1:1: is not UTF-8 (BAD_YAML)");
  const std::string utf16(
      "\xff\xfe"
      "a\0:\0 \0"
      "1\0",
      10);
  EXPECT_EQ(parse_yaml(utf16, "x").status().text(), "x:1:1: is not UTF-8 (BAD_YAML)");
  EXPECT_EQ(*parse_yaml("\xef\xbb\xbf"
                        "a: \xc3\xa4\n",
                        "x")
                 ->find("a")
                 ->as_text(),
            "ä");
}

TEST(Yaml, RefusesASecondDocumentInsteadOfForgettingIt) {
  EXPECT_EQ(parse_yaml("a: 1\n---\nb: 2\n", "x").status().text(),
            "x:3:1: there is a second document: only one is read (BAD_YAML)");
}

// yaml-cpp finds no end of the documents of such a text.
TEST(Yaml, RefusesABracketThatNothingOpened) {
  for (const char* text : {"a: 1\n%b:\n , c]:\n", "]", "a: 1\n]\n", "---\n]\n---\n}\n"})
    EXPECT_FALSE(parse_yaml(text, "x").ok()) << text;
}

TEST(Yaml, RefusesAKeyThatIsNoText) {
  EXPECT_EQ(parse_yaml("a: {[1]: 2}\n", "x").status().text(),
            "x:1:4: a key must be text (BAD_YAML)");
}

}  // namespace
}  // namespace slipway::codec
