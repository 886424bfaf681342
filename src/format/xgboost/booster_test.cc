#include "format/xgboost/booster.h"

#include <gtest/gtest.h>

#include "format/xgboost/model_test.h"

namespace slipway::format::xgboost {
namespace {

base::Status status_of(const std::string& bytes) { return BoosterFile::parse(bytes).status(); }

TEST(Booster, SaysWhatItIs) {
  const std::string bytes = small_model();
  const auto file = BoosterFile::parse(bytes);
  ASSERT_TRUE(file.ok()) << file.status().text();
  EXPECT_EQ(file->info().version, "2.0.3");
  EXPECT_EQ(file->info().version_number, 20003);
  EXPECT_TRUE(file->info().names_known);
  EXPECT_EQ(file->info().features[1].name, "income");
  EXPECT_EQ(file->info().rounds, 1u);
  EXPECT_FALSE(file->info().best_rounds);
}

TEST(Booster, BestIterationByTheFileOrByTheOlderLimit) {
  const std::string by_rounds =
      replaced(small_model(), "\"attributes\":{}", "\"attributes\":{\"best_iteration\":\"0\"}");
  EXPECT_EQ(BoosterFile::parse(by_rounds)->info().best_rounds, 1u);
  const std::string by_limit =
      replaced(replaced(small_model(), "\"iteration_indptr\":[0,1],", ""), "\"attributes\":{}",
               "\"attributes\":{\"best_iteration\":\"0\",\"best_ntree_limit\":\"1\"}");
  EXPECT_EQ(BoosterFile::parse(by_limit)->info().best_rounds, 1u);
  EXPECT_STREQ(status_of(replaced(small_model(), "\"attributes\":{}",
                                  "\"attributes\":{\"best_iteration\":\"-1\"}"))
                   .reason(),
               "BAD_FILE");
}

TEST(Booster, ThePickledOneIsBesideItsConfiguration) {
  EXPECT_TRUE(status_of("{\"Config\":{},\"Model\":" + small_model() + "}").ok());
}

TEST(Booster, OtherBoostersAndFormsAreRefusedByName) {
  EXPECT_EQ(
      status_of(replaced(small_model(), "\"name\":\"gbtree\"", "\"name\":\"gbother\"")).message(),
      "booster gbother");
  EXPECT_EQ(
      status_of(replaced(small_model(), "\"name\":\"gbtree\"", "\"name\":\"dart\"")).message(),
      "a dart booster without weight_drop");
  const std::string names = replaced(
      replaced(small_model(), "\"version\":[2,0,3]", "\"version\":[3,1,0]"), "\"iteration_indptr\"",
      R"("cats":{"enc":[{"offsets":[0,2],"values":[-61,-72]},{"offsets":[],"values":[]}]},"iteration_indptr")");
  EXPECT_EQ(status_of(names).message(),
            "XGBoost 3.1.0 saved the categories of feature 0 damaged, because one has letters "
            "beyond ASCII");
}

TEST(Booster, WhatDoesNotFitTogetherIsRefused) {
  struct Case {
    const char *from, *to, *reason;
  };
  for (const Case& c :
       {Case{"\"num_feature\":\"2\"", "\"num_feature\":\"3\"", "BAD_FILE"},
        Case{"\"num_feature\":\"2\"", "\"num_feature\":\"99999999999\"", "BAD_FILE"},
        Case{"\"num_class\":\"0\"", "\"num_class\":\"-1\"", "BAD_FILE"},
        Case{"\"version\":[2,0,3]", "\"version\":[2,0]", "WRONG_LENGTH"},
        Case{"\"objective\":{", "\"objektive\":{", "MISSING_KEY"},
        Case{"reg:squarederror", "reg:mine", "UNSUPPORTED_OPTION"}})
    EXPECT_STREQ(status_of(replaced(small_model(), c.from, c.to)).reason(), c.reason) << c.to;
}

TEST(Booster, BaseScoresOfEveryEra) {
  const auto base = [](const char* text) {
    const std::string bytes = replaced(small_model(), "\"base_score\":\"0E0\"",
                                       std::string("\"base_score\":\"") + text + "\"");
    auto file = BoosterFile::parse(bytes);
    if (!file.ok()) return file.status();
    model::ModelBuilder builder;
    builder.inputs(file->info().features, true);
    return file->add(builder, builder.input(), {}, "booster").status();
  };
  for (const char* text : {"0.500000", "5E-1", "[2.35E-1]"}) EXPECT_TRUE(base(text).ok()) << text;
  EXPECT_EQ(base("[1,2]").message(), "base_score has 2 values for 1 outputs");
  EXPECT_FALSE(base("half").ok());
  EXPECT_FALSE(base("[half]").ok());
}

}  // namespace
}  // namespace slipway::format::xgboost
