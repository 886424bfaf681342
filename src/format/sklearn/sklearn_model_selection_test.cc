// Which class a threshold is for. Answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class ModelSelection : public Records {};

const char* const kFixed =
    "sklearn.model_selection._classification_threshold.FixedThresholdClassifier";
const char* const kTuned =
    "sklearn.model_selection._classification_threshold.TunedThresholdClassifierCV";

std::string logistic(const std::vector<std::int64_t>& classes) {
  const int outputs = classes.size() == 2 ? 1 : static_cast<int>(classes.size());
  const auto count = static_cast<std::size_t>(outputs);
  return object("sklearn.linear_model._logistic.LogisticRegression",
                is("_sklearn_version", text_of("1.5.2")) + is("classes_", labels(classes)) +
                    is("coef_", array({outputs, 2}, std::vector<double>(2 * count, 1))) +
                    is("intercept_", array({outputs}, std::vector<double>(count, 0))));
}

std::string tuned(const std::string& function, const std::string& kwargs) {
  return is("estimator_", logistic({1, 2})) + is("best_threshold_", real(0.3)) +
         is("_curve_scorer", object("sklearn.metrics._scorer._CurveScorer",
                                    is("_score_func", function) + is("_kwargs", kwargs)));
}

TEST_F(ModelSelection, ASearchNeedsItsBestEstimator) {
  const char* const search = "sklearn.model_selection._search.GridSearchCV";
  EXPECT_EQ(refusal(search, is("refit", "I00\n")),
            "MISSING_ATTRIBUTE: there is no attribute best_estimator_");
  EXPECT_EQ(refusal(search, is("best_estimator_", logistic({0, 1}))), "");
}

TEST_F(ModelSelection, AThresholdIsForOneOfTwoClasses) {
  const std::string at = is("threshold", real(0.3));
  EXPECT_EQ(refusal(kFixed, is("estimator_", logistic({4, 7})) + at + is("pos_label", whole(4))),
            "");
  EXPECT_EQ(refusal(kFixed, is("estimator", logistic({4, 7})) + at), "");
  EXPECT_EQ(refusal(kFixed, is("estimator_", logistic({4, 7})) + at + is("pos_label", whole(5))),
            "BAD_MODEL: pos_label is none of the two classes");
  EXPECT_EQ(refusal(kFixed, is("estimator_", logistic({0, 1, 2})) + at, 2, "1.5.2"),
            "UNSUPPORTED_OPTION: sklearn.model_selection._classification_threshold."
            "FixedThresholdClassifier of scikit-learn 1.5.2: an estimator inside that is no "
            "classifier of two classes");
}

// With a first class 1 it matters what the function of the score takes for the positive class.
TEST_F(ModelSelection, TheScoreSaysWhichClassIsPositive) {
  const std::string empty = "(d";
  EXPECT_EQ(refusal(kTuned, tuned("csklearn.metrics._classification\nf1_score\n", empty)), "");
  EXPECT_EQ(refusal(kTuned, tuned("csklearn.metrics._classification\naccuracy_score\n", empty)),
            "");
  EXPECT_EQ(
      refusal(kTuned, tuned("cmine\nscore\n", is("pos_label", whole(2)).insert(0, "(") + "d")), "");
  EXPECT_EQ(
      refusal(kTuned, tuned("cmine\nscore\n", empty), 2, "1.5.2"),
      "UNSUPPORTED_OPTION: sklearn.model_selection._classification_threshold."
      "TunedThresholdClassifierCV of scikit-learn 1.5.2: scoring by mine.score, with a class 1 "
      "that is the first");
}

}  // namespace
}  // namespace slipway::format::sklearn
