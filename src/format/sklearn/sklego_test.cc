#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Sklego : public Records {};

TEST_F(Sklego, AThresholdNeedsProbabilitiesOfTwoClasses) {
  const auto logistic = [](const std::vector<std::int64_t>& classes) {
    const int outputs = classes.size() == 2 ? 1 : static_cast<int>(classes.size());
    const auto count = static_cast<std::size_t>(outputs);
    return object("sklearn.linear_model._logistic.LogisticRegression",
                  is("_sklearn_version", text_of("1.4.2")) + is("classes_", labels(classes)) +
                      is("coef_", array({outputs, 2}, std::vector<double>(2 * count, 1))) +
                      is("intercept_", array({outputs}, std::vector<double>(count, 0))));
  };
  const char* const thresholder = "sklego.meta.thresholder.Thresholder";
  const std::string at = is("threshold", real(0.3));
  EXPECT_EQ(refusal(thresholder, at + is("estimator_", logistic({0, 1}))), "");
  EXPECT_EQ(refusal(thresholder, at + is("estimator_", logistic({0, 1, 2}))),
            "UNSUPPORTED_OPTION: sklego.meta.thresholder.Thresholder: an estimator inside without "
            "probabilities of two classes");
  EXPECT_EQ(refusal(thresholder, is("estimator_", logistic({0, 1}))),
            "MISSING_ATTRIBUTE: there is no attribute threshold");
}

TEST_F(Sklego, ACapperHasTwoQuantilesAColumn) {
  const char* const capper = "sklego.preprocessing.columncapper.ColumnCapper";
  const std::string two = is("quantiles_", array({2, 2}, {0, 1, 2, 3}));
  EXPECT_EQ(refusal(capper, two + is("discard_infs", truth(true))), "");
  EXPECT_EQ(refusal(capper, is("quantiles_", array({1, 2}, {0, 1}))),
            "WRONG_SHAPE: quantiles_ does not fit 2 columns");
  EXPECT_EQ(refusal(capper, ""), "MISSING_ATTRIBUTE: there is no attribute quantiles_");
}

TEST_F(Sklego, ColumnsByName) {
  const char* const selector = "sklego.preprocessing.pandastransformers.ColumnSelector";
  const auto found = emitted(selector, is("columns_", list_of({text_of("x1")})), 3);
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(found->transform->names, std::vector<std::string>{"x1"});
}

TEST_F(Sklego, WhatIsLeft) {
  const char* const dropper = "sklego.preprocessing.pandastransformers.ColumnDropper";
  const auto found = emitted(dropper,
                             is("feature_names_", list_of({text_of("x2"), text_of("x0")})) +
                                 is("columns", list_of({text_of("x1")})),
                             3);
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(found->transform->names, (std::vector<std::string>{"x2", "x0"}));
  EXPECT_EQ(refusal(dropper, ""), "MISSING_ATTRIBUTE: there is no attribute feature_names_");
}

TEST_F(Sklego, PredictionsAsColumns) {
  const std::string lad = "sklego.linear_model.LADRegression";
  const std::string inside =
      is("estimator_", object(lad, is("coef_", array({2}, {1, 2})) + is("intercept_", real(0.5))));
  const char* const transformer = "sklego.meta.estimator_transformer.EstimatorTransformer";
  const auto found = emitted(transformer, inside + is("check_input", truth(true)));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(found->transform->names, std::vector<std::string>{"estimatortransformer0"});
  EXPECT_EQ(refusal(transformer, inside + is("predict_func", text_of("predict_proba"))),
            "UNSUPPORTED_OPTION: sklego.meta.estimator_transformer.EstimatorTransformer: "
            "predict_func=predict_proba");
  EXPECT_EQ(refusal("sklego.meta.decay_estimator.DecayEstimator", inside), "");
}

TEST_F(Sklego, RegressorsWithoutIntercept) {
  const char* const dead_zone = "sklego.linear_model.DeadZoneRegressor";
  EXPECT_EQ(refusal(dead_zone, is("coef_", array({2}, {1, 2}))), "");
  EXPECT_EQ(refusal(dead_zone, is("coef_", array({3}, {1, 2, 3}))),
            "WRONG_SHAPE: coef_ does not fit 2 columns");
}

}  // namespace
}  // namespace slipway::format::sklearn
