// One tree in JSON: the same as the general parser reads, but for what is passed over.
#include "format/xgboost/json_tree.h"

#include <cmath>

#include <gtest/gtest.h>

namespace slipway::format::xgboost {
namespace {

TEST(JsonTree, ReadsWhatTheGeneralParserDoes) {
  const std::string text =
      R"({"id":0, "left_children" : [1,-1 , 2147483647],"default_left":[true,false,1],)"
      R"("split_conditions":[5E-1,-1.00000017881393432617187500001E0,NaN,-Infinity,1E-45,-0,1E60],)"
      R"("loss_changes":[1,2],"sum_hessian":[],"categories":[],"tree_param":{"a":"x]\"}","b":[{}]}} )";
  const auto tree = parse_json_tree(text);
  ASSERT_TRUE(tree.ok()) << tree.status().text();
  const auto all = parse_json(text);
  ASSERT_TRUE(all.ok()) << all.status().text();
  for (const char* name : {"left_children", "default_left", "split_conditions", "categories"}) {
    const auto& one = tree->root.find(name)->numbers;
    const auto& other = all->root.find(name)->numbers;
    ASSERT_EQ(one.size(), other.size()) << name;
    for (std::size_t i = 0; i < one.size(); ++i)
      EXPECT_TRUE(one[i] == other[i] || (std::isnan(one[i]) && std::isnan(other[i]))) << name << i;
  }
  EXPECT_TRUE(std::signbit(tree->root.find("split_conditions")->numbers[5]));
  EXPECT_EQ(tree->root.find("id")->number, 0);
  EXPECT_EQ(tree->root.find("tree_param")->find("a")->text, "x]\"}");
  EXPECT_EQ(tree->root.find("loss_changes"), nullptr);
  EXPECT_TRUE(parse_json_tree("{}").ok());
}

TEST(JsonTree, BaseWeightsAreLeftAsTheyAreWritten) {
  const auto tree = parse_json_tree(R"({"base_weights": [1, 2E0],"id":1})");
  ASSERT_TRUE(tree.ok()) << tree.status().text();
  EXPECT_EQ(tree->root.find("base_weights")->text, "[1, 2E0]");
}

TEST(JsonTree, WhatIsBrokenIsRefused) {
  for (const char* text : {"",
                           "[",
                           "{",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":[1",
                           "{\"a\":[1,",
                           "{\"a\":[1,]}",
                           "{\"a\":[1 2]}",
                           "{\"a\":[1]",
                           "{\"a\":[1]}}",
                           "{\"a\":[1],}",
                           "{\"a\":[0x1]}",
                           "{\"a\":[nan]}",
                           "{\"a\":[+1]}",
                           "{\"a\":[-]}",
                           "{\"a\\\"\":[1]}",
                           "{\"sum_hessian\":[\"]\"]}",
                           "{\"sum_hessian\":[1",
                           "{\"a\":{\"b\":}}",
                           "{\"a\":\"x}",
                           "{\"a\":[1,\"x\"}",
                           "{a:1}"})
    EXPECT_FALSE(parse_json_tree(text).ok()) << text;
}

}  // namespace
}  // namespace slipway::format::xgboost
