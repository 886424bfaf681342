#include "format/catboost/json.h"

#include <gtest/gtest.h>

#include "format/catboost/model_test.h"

namespace slipway::format::catboost {
namespace {

std::string refusal(const std::string& text) {
  const auto saved = read_json(text);
  return saved.ok() ? "" : saved.status().text();
}

TEST(CatBoostJson, HoldsTheModel) {
  const auto saved = read_json(small_model());
  ASSERT_TRUE(saved.ok()) << saved.status().text();
  ASSERT_EQ(saved->floats.size(), 1u);
  EXPECT_EQ(saved->floats[0].name, "age");
  EXPECT_EQ(saved->floats[0].nan, NanIs::kFalse);
  EXPECT_TRUE(saved->floats[0].has_nans);
  EXPECT_EQ(saved->one_hot[0].values, std::vector<std::int32_t>{77});
  EXPECT_EQ(saved->splits, (std::vector<std::int32_t>{0, 2, 3}));
  EXPECT_EQ(saved->leaves.size(), 8u);
  EXPECT_EQ(saved->bias, std::vector<double>{0.25});
  EXPECT_EQ(saved->info.at("params"), R"({"loss_function":{"type":"RMSE"}})");
  const CtrTable& table = saved->tables.at(saved->ctrs[0].base);
  EXPECT_EQ(table.keys, (std::vector<std::uint64_t>{12, 13}));
  EXPECT_EQ(table.counts, (std::vector<std::int32_t>{3, 1, 0, 4}));
  EXPECT_EQ(table.classes, 2);
}

TEST(CatBoostJson, ValuesMayStandInTheSplitsAlone) {
  const auto saved = read_json(replaced(small_model(), R"(,"values":[77])", ""));
  ASSERT_TRUE(saved.ok()) << saved.status().text();
  ASSERT_EQ(saved->one_hot.size(), 1u);
  EXPECT_EQ(saved->one_hot[0].values, std::vector<std::int32_t>{77});
}

TEST(CatBoostJson, TreesThatAreNotSymmetric) {
  std::string text = small_model();
  const std::size_t begin = text.find("\"oblivious_trees\""), end = text.find("\"ctr_data\"");
  text.replace(
      begin, end - begin,
      R"("trees":[{"split":{"split_index":1},"left":{"value":[1,2]},"right":{"split":{"split_index":0},)"
      R"("left":{"value":[3,4]},"right":{"value":[5,6]}}}],)");
  const auto saved = read_json(text);
  ASSERT_TRUE(saved.ok()) << saved.status().text();
  EXPECT_EQ(saved->outputs, 2);
  EXPECT_EQ(saved->sizes, std::vector<std::int32_t>{5});
  EXPECT_EQ(saved->steps[0].right, 2u);
  EXPECT_EQ(saved->steps[2].left, 1u);
  EXPECT_EQ(saved->leaf[4], 4u);
  EXPECT_NE(refusal(replaced(text, R"("left":{"value":[1,2]},)", "")), "");
}

TEST(CatBoostJson, OneBias) {
  EXPECT_EQ(read_json(replaced(small_model(), "[1,[0.25]]", "[1,0.5]"))->bias[0], 0.5);
  EXPECT_TRUE(read_json(replaced(small_model(), "[1,[0.25]]", "[1,0]"))->bias.empty());
  EXPECT_EQ(read_json(replaced(small_model(), ",\"scale_and_bias\":[1,[0.25]]", ""))->scale, 1);
  EXPECT_NE(refusal(replaced(small_model(), "[1,[0.25]]", "[1]")), "");
}

TEST(CatBoostJson, IsRefusedByName) {
  EXPECT_NE(refusal("{"), "");
  EXPECT_NE(refusal("[]"), "");
  EXPECT_NE(refusal("{}").find("features_info"), std::string::npos);
  const std::string text = refusal(
      replaced(small_model(), "\"float_features\"", "\"text_features\":[{}],\"float_features\""));
  EXPECT_NE(text.find("text_features"), std::string::npos) << text;
  EXPECT_NE(refusal(replaced(small_model(), "\"AsFalse\"", "\"AsMean\"")).find("AsMean"),
            std::string::npos);
  EXPECT_NE(refusal(replaced(small_model(), "\"borders\":[1,2]", "\"borders\":[1,\"2\"]")), "");
  EXPECT_NE(refusal(replaced(small_model(), "\"split_index\":2", "\"split_index\":2.5")), "");
  EXPECT_NE(refusal(replaced(small_model(), "\"has_nans\":true", "\"has_nans\":3")), "");
}

TEST(CatBoostJson, IsKnownByItsFirstMember) {
  EXPECT_EQ(sniff_json(small_model()), 90);
  EXPECT_EQ(sniff_json(" {\n \"oblivious_trees\": ["), 90);
  EXPECT_EQ(sniff_json("{\"learner\":{}}"), 0);
  EXPECT_EQ(sniff_json("{"), 0);
  EXPECT_EQ(sniff_json(""), 0);
}

}  // namespace
}  // namespace slipway::format::catboost
