#include "service/yaml.h"

#include <gtest/gtest.h>

namespace slipway::service {
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

}  // namespace
}  // namespace slipway::service
