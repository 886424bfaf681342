#include "format/xgboost/estimator.h"

#include <gtest/gtest.h>

#include "format/xgboost/model_test.h"

namespace slipway::format::xgboost {
namespace {

base::Result<Answers> ask(const std::string& bytes, const Asked& asked) {
  SLIPWAY_ASSIGN(const BoosterFile file, BoosterFile::parse(bytes));
  model::ModelBuilder builder;
  builder.inputs(file.info().features, true);
  return add_answers(builder, file, builder.input(), asked, "booster");
}

std::string logistic() {
  return replaced(replaced(small_model(), "reg:squarederror", "binary:logistic"),
                  "\"base_score\":\"0E0\"", "\"base_score\":\"5E-1\"");
}

TEST(Estimator, AClassifierCountsItsClassesUnlessItNamesThem) {
  const auto counted = ask(logistic(), {.role = Role::kClassifier});
  ASSERT_TRUE(counted.ok()) << counted.status().text();
  EXPECT_EQ(counted->classes->text, (std::vector<std::string>{"0", "1"}));
  EXPECT_TRUE(counted->proba);
  Asked named{.role = Role::kClassifier};
  named.classes = model::Labels{data::Kind::kString, {"no", "yes"}, {}};
  EXPECT_EQ(ask(logistic(), named)->classes->text[1], "yes");
  named.classes->text.push_back("perhaps");
  EXPECT_STREQ(ask(logistic(), named).status().reason(), "WRONG_SHAPE");
}

TEST(Estimator, ABoosterAnswersWithItsResponse) {
  const auto answers = ask(logistic(), {});
  ASSERT_TRUE(answers.ok());
  EXPECT_FALSE(answers->classes);
  EXPECT_FALSE(answers->proba);
  EXPECT_NE(answers->predict, answers->margin);
}

TEST(Estimator, WhatBestIterationChangesIsSaid) {
  BoosterInfo info;
  info.rounds = 10;
  EXPECT_EQ(note_of_best(info, Role::kBooster), "");
  info.best_rounds = 4;
  EXPECT_EQ(note_of_best(info, Role::kBooster),
            "all 10 rounds count, as in Booster.predict; up to best_iteration there are 4");
  EXPECT_EQ(note_of_best(info, Role::kRegressor),
            "4 of 10 rounds count: those up to best_iteration");
}

}  // namespace
}  // namespace slipway::format::xgboost
