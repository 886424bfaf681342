// What mlxtend's classifiers are refused for. Their answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Mlxtend : public Records {};

const char* const kStack = "mlxtend.classifier.stacking_classification.StackingClassifier";
const char* const kVote = "mlxtend.classifier.ensemble_vote.EnsembleVoteClassifier";

std::string logistic(int columns) {
  return object("sklearn.linear_model._logistic.LogisticRegression",
                is("_sklearn_version", text_of("1.4.2")) + is("classes_", labels({0, 1})) +
                    is("coef_", array({1, columns},
                                      std::vector<double>(static_cast<std::size_t>(columns), 1))) +
                    is("intercept_", array({1}, {0})));
}

const std::string kTwo = is("clfs_", list_of({logistic(2), logistic(2)}));

// How many columns the last classifier is given.
TEST_F(Mlxtend, StacksOfClassifiers) {
  const auto given = [&](const std::string& options, int columns) {
    return refusal(kStack, kTwo + options + is("meta_clf_", logistic(columns)));
  };
  const std::string shares = is("use_probas", "I01\n");
  EXPECT_EQ(given("", 2), "");
  EXPECT_EQ(given(shares, 4), "");
  EXPECT_EQ(given(shares + is("drop_proba_col", text_of("last")), 2), "");
  EXPECT_EQ(given(shares + is("average_probas", "I01\n"), 2), "");
  EXPECT_EQ(given(is("use_features_in_secondary", "I01\n"), 4), "");
  EXPECT_EQ(given("", 3), "WRONG_SHAPE: coef_ does not fit 2 columns");
  EXPECT_TRUE(given(is("drop_proba_col", text_of("some")), 2).starts_with("UNSUPPORTED_OPTION"));
}

TEST_F(Mlxtend, Votes) {
  const std::string two = kTwo + is("classes_", labels({4, 7}));
  EXPECT_EQ(refusal(kVote, two), "");
  EXPECT_EQ(refusal(kVote, two + is("weights", reals({1}))),
            "WRONG_SHAPE: another number of weights than of estimators");
  EXPECT_EQ(refusal(kVote, two + is("fit_base_estimators", "I00\n")),
            "BAD_MODEL: an estimator inside has the class 0, which is not there outside");
  EXPECT_TRUE(
      refusal(kVote, two + is("voting", text_of("loud"))).starts_with("UNSUPPORTED_OPTION"));
}

}  // namespace
}  // namespace slipway::format::sklearn
