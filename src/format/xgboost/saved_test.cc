// What a document says beside its trees: rounds, gblinear, and where the trees are.
#include "format/xgboost/saved.h"

#include <gtest/gtest.h>

#include "format/xgboost/model_test.h"

namespace slipway::format::xgboost {
namespace {

base::Result<Saved> read(const std::string& bytes) {
  const auto file = base::memory_reader(bytes);
  return read_saved(*file);
}

TEST(Saved, TreesStayInTheFile) {
  const std::string bytes = small_model();
  const auto saved = read(bytes);
  ASSERT_TRUE(saved.ok()) << saved.status().text();
  ASSERT_EQ(saved->trees.spans.size(), 1u);
  const Span& span = saved->trees.spans[0];
  EXPECT_TRUE(bytes.substr(span.offset, span.size).starts_with("{\"base_weights\""));
  EXPECT_TRUE(bytes.substr(span.offset, span.size).ends_with("\"1\"}}"));
  EXPECT_EQ(saved->round_begin, (std::vector<std::size_t>{0, 1}));
}

TEST(Saved, BracesInTextsAreNoTrees) {
  const std::string text = replaced(small_model(), "\"age\"", R"("\"trees\":[{]}\\")");
  const auto saved = read(text);
  ASSERT_TRUE(saved.ok()) << saved.status().text();
  EXPECT_EQ(saved->feature_names[0], "\"trees\":[{]}\\");
  EXPECT_EQ(saved->trees.spans.size(), 1u);
}

TEST(Saved, WhatIsNoTreeIsRefused) {
  const std::string before = "{\"learner\":{\"trees\":[";
  for (const char* trees : {"1]", "{},{}]", "]}}}", "{\"a\":1]", "\"x\"]", "[{}]]"})
    EXPECT_FALSE(read(before + trees + "}}").ok()) << trees;
  EXPECT_EQ(read(replaced(small_model(), "\"version\"",
                          "\"trees\":[" + std::string(80, '1') + "],\"version\""))
                .status()
                .message(),
            "a second array of trees");
}

TEST(Saved, RoundsMustBeInOrder) {
  for (const char* begin : {"[0,2]", "[1,0]", "[-1,1]"})
    EXPECT_STREQ(read(replaced(small_model(), "\"iteration_indptr\":[0,1]",
                               std::string("\"iteration_indptr\":") + begin))
                     .status()
                     .reason(),
                 "BAD_FILE")
        << begin;
}

TEST(Saved, APickledConfigurationTellsTheTreesOfARound) {
  const std::string config =
      R"({"Config":{"learner":{"gradient_booster":{"gbtree_train_param":{"num_parallel_tree":"4"}}}},"Model":)";
  EXPECT_EQ(read(config + small_model() + "}")->parallel_trees, 4u);
}

TEST(Saved, LinearBoostersHaveWeights) {
  const auto linear = [](const char* weights) {
    return read(
        std::string(R"({"learner":{"gradient_booster":{"model":{"weights":)") + weights +
        R"(},"name":"gblinear"},"learner_model_param":{"base_score":"0E0","num_class":"0","num_feature":"2"},)"
        R"("objective":{"name":"reg:squarederror"}},"version":[2,0,3]})");
  };
  EXPECT_EQ(linear("[1,2,3]")->weights, (std::vector<float>{1, 2, 3}));
  EXPECT_STREQ(linear("[1,2]").status().reason(), "WRONG_LENGTH");
}

}  // namespace
}  // namespace slipway::format::xgboost
