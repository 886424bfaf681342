#include "format/booster_outputs.h"

#include <gtest/gtest.h>

namespace slipway::format {
namespace {

model::ModelBuilder two_columns() {
  model::ModelBuilder builder;
  builder.inputs({{"a", data::Kind::kFloat64, {}}, {"b", data::Kind::kFloat64, {}}}, true);
  return builder;
}

TEST(BoosterOutputs, HaveTheNamesThatAllBoostersShare) {
  model::ModelBuilder builder = two_columns();
  BoosterOutputs outputs;
  outputs.predict_is_vector = outputs.margin_is_vector = true;
  outputs.proba = outputs.log_proba = outputs.leaf = builder.input();
  outputs.proba_columns = {"no", "yes"};
  ASSERT_TRUE(declare(outputs, builder).ok());
  const auto model = std::move(builder).build();
  ASSERT_TRUE(model.ok()) << model.status().text();
  std::vector<std::string> names;
  for (const auto& output : (*model)->signature().outputs) names.push_back(output.name);
  EXPECT_EQ(names, (std::vector<std::string>{"predict", "predict_proba", "predict_log_proba",
                                             "margin", "leaf"}));
  EXPECT_EQ((*model)->output("predict_log_proba")->columns, outputs.proba_columns);
  EXPECT_FALSE((*model)->output("leaf")->scalar);
}

TEST(BoosterOutputs, AreThoseThatThereAre) {
  model::ModelBuilder builder = two_columns();
  const auto first = builder.select("first", builder.input(), {0});
  ASSERT_TRUE(first.ok());
  BoosterOutputs outputs;
  outputs.predict = outputs.margin = *first;
  ASSERT_TRUE(declare(outputs, builder).ok());
  const auto model = std::move(builder).build();
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->signature().outputs.size(), 2u);
  EXPECT_TRUE((*model)->output("margin")->scalar);
}

}  // namespace
}  // namespace slipway::format
