#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class SemiSupervised : public Records {};

// The estimator has another name since 1.6.
TEST_F(SemiSupervised, SelfTrainingAnswersAsTheClassifierInside) {
  const char* const self = "sklearn.semi_supervised._self_training.SelfTrainingClassifier";
  const std::string line =
      object("sklearn.linear_model._logistic.LogisticRegression",
             is("_sklearn_version", text_of("1.5.2")) + is("classes_", labels({0, 1})) +
                 is("coef_", array({1, 2}, {1, 2})) + is("intercept_", array({1}, {0})));
  for (const auto& [name, version] :
       {std::pair("base_estimator_", "1.5.2"), {"estimator_", "1.6.1"}}) {
    const auto found = emitted(self, is(name, line), 2, version);
    ASSERT_TRUE(found.ok()) << found.status().text();
    EXPECT_TRUE(found->proba && found->log_proba && found->decision && found->classes);
  }
  EXPECT_EQ(refusal(self, is("estimator_", line), 2, "1.5.2"),
            "MISSING_ATTRIBUTE: there is no attribute base_estimator_");
}

}  // namespace
}  // namespace slipway::format::sklearn
