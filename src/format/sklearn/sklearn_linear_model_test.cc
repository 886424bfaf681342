// What the regressors of linear_model offer, and which of their options are refused. Their answers
// are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class LinearModel : public Records {};

const std::string kScore = is("coef_", array({2}, {1, 2})) + is("intercept_", real(0));

TEST_F(LinearModel, ATweedieRegressorsLinkIsReadOrRefused) {
  const std::string tweedie = "sklearn.linear_model._glm.glm.TweedieRegressor";
  const auto with = [&](const std::string& link, double power) {
    return kScore + is("link", text_of(link)) + is("power", real(power));
  };
  EXPECT_EQ(refusal(tweedie, with("auto", 0)), "");
  EXPECT_EQ(builder_.block(1).width(), 2u);
  EXPECT_EQ(refusal(tweedie, with("log", 0)), "");
  EXPECT_EQ(refusal(tweedie, with("logit", 0)),
            "UNSUPPORTED_OPTION: sklearn.linear_model._glm.glm.TweedieRegressor of scikit-learn "
            "1.4.2: link=logit");
  EXPECT_EQ(refusal(tweedie, kScore), "MISSING_ATTRIBUTE: there is no attribute power");
}

TEST_F(LinearModel, RansacAsksTheEstimatorInside) {
  const std::string ransac = "sklearn.linear_model._ransac.RANSACRegressor";
  EXPECT_EQ(refusal(ransac, is("estimator_", object("sklearn.linear_model._ridge.Ridge", kScore))),
            "");
  EXPECT_EQ(refusal(ransac, is("estimator_", object("sklearn.linear_model._perceptron.Perceptron",
                                                    is("coef_", array({1, 2}, {1, 2})) +
                                                        is("intercept_", real(0)) +
                                                        is("classes_", labels({0, 1}))))),
            "WRONG_TYPE: estimator_ is no regressor");
  EXPECT_EQ(refusal(ransac, ""), "MISSING_ATTRIBUTE: there is no attribute estimator_");
}

TEST_F(LinearModel, AnUnknownAttributeRefusesTheFile) {
  EXPECT_EQ(refusal("sklearn.linear_model._ridge.Ridge", kScore + is("link", text_of("log"))),
            "UNKNOWN_ATTRIBUTE: sklearn.linear_model._ridge.Ridge of scikit-learn 1.4.2 has the "
            "attribute link (a str of 3 bytes), which Slipway does not know");
}

}  // namespace
}  // namespace slipway::format::sklearn
