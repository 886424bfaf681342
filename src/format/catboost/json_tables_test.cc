#include "format/catboost/json_tables.h"

#include <gtest/gtest.h>

#include "format/catboost/json.h"
#include "format/catboost/model_test.h"

namespace slipway::format::catboost {
namespace {

base::Result<Saved> with(std::string_view from, std::string_view to) {
  return read_json(replaced(small_model(), from, to));
}

constexpr std::string_view kTable =
    R"({"counter_denominator":0,"hash_stride":3,"hash_map":["12",3,1,"13",0,4]})";

TEST(CatBoostJsonTables, MeansAndCounters) {
  const auto mean = with(R"(\"type\":\"Borders\")", R"(\"type\":\"FloatTargetMeanValue\")");
  ASSERT_TRUE(mean.ok()) << mean.status().text();
  EXPECT_EQ(mean->tables.begin()->second.sums, (std::vector<float>{3, 0}));
  EXPECT_EQ(mean->tables.begin()->second.counts, (std::vector<std::int32_t>{1, 4}));
  std::string text = replaced(small_model(), R"(\"type\":\"Borders\")", R"(\"type\":\"Counter\")");
  text = replaced(text, kTable, R"({"counter_denominator":9,"hash_stride":2,"hash_map":["12",3]})");
  const auto counter = read_json(text);
  ASSERT_TRUE(counter.ok()) << counter.status().text();
  EXPECT_EQ(counter->tables.begin()->second.denominator, 9);
}

TEST(CatBoostJsonTables, ProjectionsOfEveryKind) {
  constexpr std::string_view kElement =
      R"("elements":[{"cat_feature_index":0,"combination_element":"cat_feature_value"}])";
  const auto saved = with(
      kElement,
      R"("elements":[{"float_feature_index":0,"border":1,"combination_element":"float_feature"},{"float_feature_index":0,"border_id":2,"combination_element":"float_feature"},{"cat_feature_index":0,"value":-5,"combination_element":"cat_feature_exact_value"}])");
  ASSERT_TRUE(saved.ok()) << saved.status().text();
  const Projection& projection = saved->ctrs[0].base.projection;
  EXPECT_TRUE(projection.categories.empty());
  EXPECT_EQ(projection.floats, (std::vector<FloatTest>{{0, 1}, {0, 2}}));
  EXPECT_EQ(projection.values, (std::vector<ValueTest>{{0, -5}}));
  EXPECT_FALSE(with(kElement, R"("elements":[{"combination_element":"text"}])").ok());
}

TEST(CatBoostJsonTables, AreRefusedIfTheyAreCutOff) {
  EXPECT_FALSE(with("\"hash_stride\":3", "\"hash_stride\":0").ok());
  EXPECT_FALSE(with("\"hash_stride\":3", "\"hash_stride\":4").ok());
  EXPECT_FALSE(with("[\"12\",3,1", "[12,3,1").ok());
  EXPECT_FALSE(with("[\"12\",3,1", "[\"1x\",3,1").ok());
  EXPECT_FALSE(with(R"("ctr_type":"Borders")", R"("ctr_type":"Edges")").ok());
  EXPECT_FALSE(with(R"("{\"identifier\")", R"("\"identifier\")").ok());
}

}  // namespace
}  // namespace slipway::format::catboost
