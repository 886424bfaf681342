#include "format/catboost/answers.h"

#include <gtest/gtest.h>

namespace slipway::format::catboost {
namespace {

model::Labels labels(std::size_t count) {
  model::Labels labels;
  for (std::size_t i = 0; i < count; ++i) labels.text.push_back(std::string(1, char('a' + i)));
  labels.kind = data::Kind::kString;
  return labels;
}

// The answers of a model whose raw scores are the inputs.
Answers answers_of(Info info, Role role, model::ModelBuilder& builder) {
  builder.inputs(std::vector<model::Feature>(info.outputs, {"x", data::Kind::kFloat64, {}}), false);
  const auto answers = answer(builder, info, role, {0, {}}, "m");
  EXPECT_TRUE(answers.ok()) << answers.status().text();
  return answers.ok() ? *answers : Answers();
}

std::size_t width(const model::ModelBuilder& builder, model::ValueId id) {
  return builder.block(id).width();
}

TEST(CatBoostAnswers, OfTwoClasses) {
  model::ModelBuilder builder;
  const Answers answers = answers_of({.loss = "Logloss", .classifies = true, .classes = labels(2)},
                                     Role::kByLoss, builder);
  EXPECT_EQ(answers.role, Role::kClassifier);
  EXPECT_EQ(answers.classes->text.size(), 2u);
  EXPECT_EQ(width(builder, *answers.proba), 2u);
  EXPECT_EQ(width(builder, *answers.log_proba), 2u);
  EXPECT_FALSE(answers.margin_is_vector);
}

TEST(CatBoostAnswers, OfSeveralLabels) {
  model::ModelBuilder builder;
  const Answers answers =
      answers_of({.loss = "MultiLogloss", .classifies = true, .classes = labels(3), .outputs = 3},
                 Role::kByLoss, builder);
  EXPECT_FALSE(answers.classes.has_value());
  EXPECT_TRUE(answers.predict_is_vector);
  EXPECT_EQ(width(builder, answers.predict), 3u);
}

TEST(CatBoostAnswers, OfRegressors) {
  model::ModelBuilder poisson, both, plain;
  EXPECT_EQ(answers_of({.loss = "Poisson"}, Role::kByLoss, poisson).predict, 1u);
  const Answers uncertain =
      answers_of({.loss = "RMSEWithUncertainty", .outputs = 2}, Role::kRegressor, both);
  EXPECT_EQ(width(both, uncertain.predict), 2u);
  EXPECT_NE(uncertain.predict, uncertain.margin);
  EXPECT_EQ(answers_of({.loss = "Poisson"}, Role::kPlain, plain).predict, 0u);
}

TEST(CatBoostAnswers, BeforeTheyWereExponents) {
  model::ModelBuilder builder;
  EXPECT_EQ(answers_of({.loss = "Poisson", .exponents = false}, Role::kRegressor, builder).predict,
            0u);
}

TEST(CatBoostAnswers, AClassifierNeedsClasses) {
  model::ModelBuilder builder;
  builder.inputs({{"x", data::Kind::kFloat64, {}}}, false);
  const Info info{.loss = "RMSE"};
  EXPECT_STREQ(answer(builder, info, Role::kClassifier, {0, {}}, "m").status().reason(),
               "UNSUPPORTED_OPTION");
  EXPECT_STREQ(class_name(Role::kRegressor), "CatBoostRegressor");
}

}  // namespace
}  // namespace slipway::format::catboost
