// What imbalanced-learn adds to scikit-learn. Its answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Imblearn : public Records {};

const std::string kLine = object("sklearn.linear_model._base.LinearRegression",
                                 is("_sklearn_version", text_of("1.4.2")) +
                                     is("coef_", array({2}, {1, 2})) + is("intercept_", real(0)));

std::string step(const std::string& name, const std::string& estimator) {
  return "(" + text_of(name) + estimator + "t";
}

TEST_F(Imblearn, SamplersAreLeftOut) {
  const std::string sampler = object("imblearn.over_sampling._smote.base.SMOTE", is("k", whole(3)));
  const std::string own = object("mine.Sampler", is("k", whole(3)));
  const auto steps = [&](const std::string& first) {
    return is("steps", list_of({step("first", first), step("line", kLine)}));
  };
  for (const char* name : {"imblearn.pipeline.Pipeline", "sklearn.pipeline.Pipeline"})
    EXPECT_EQ(refusal(name, steps(sampler)), "");
  EXPECT_TRUE(refusal("imblearn.pipeline.Pipeline", steps(own)).starts_with("UNKNOWN_SYMBOL"));
}

// Its classes don't say the version of scikit-learn: what they hold does.
TEST_F(Imblearn, TheVersionIsThatOfTheEstimatorsInside) {
  const std::string tree =
      object("sklearn.linear_model._logistic.LogisticRegression",
             is("_sklearn_version", text_of("0.21.3")) + is("classes_", labels({0, 1})) +
                 is("coef_", array({1, 2}, {1, 2})) + is("intercept_", array({1}, {0})));
  const std::string boost = is("classes_", labels({0, 1})) +
                            is("estimators_", list_of({tree, tree})) +
                            is("estimator_weights_", array({2}, {1, 2})) +
                            is("algorithm", text_of("SAMME.R")) + is("samplers_", list_of({}));
  const auto found = emitted("imblearn.ensemble._weight_boosting.RUSBoostClassifier", boost, 2, "");
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_TRUE(found->proba.has_value());
}

}  // namespace
}  // namespace slipway::format::sklearn
