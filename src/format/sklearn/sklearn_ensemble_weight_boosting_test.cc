// How AdaBoost adds up its estimators, by algorithm and era, and what is refused. Its answers are
// compared with the library's in golden/.
#include "format/sklearn/trees_test.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/linear.h"
#include "model/stages/link.h"
#include "model/stages/shares.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

class AdaBoost : public Records {};

const std::string kClassifier = "sklearn.ensemble._weight_boosting.AdaBoostClassifier";
const std::string kRegressor = "sklearn.ensemble._weight_boosting.AdaBoostRegressor";

std::string boosted(const std::vector<std::string>& estimators,
                    const std::vector<double>& weights) {
  return is("estimators_", list_of(estimators)) +
         is("estimator_weights_", array({static_cast<int>(weights.size())}, weights));
}
const std::string kTree = tree_classifier(stump({.5, .5, .75, .25, .25, .75}, 1, 2), {3, 4});
const std::string kOfThree =
    tree_classifier(stump({1, 1, 1, .5, .25, .25, 0, 1, 0}, 1, 3), {3, 4, 5});
std::string two(const std::string& algorithm) {
  return boosted({kTree, kTree}, {1, 3}) + is("classes_", labels({3, 4})) +
         is("algorithm", text_of(algorithm));
}
std::string three(const std::string& algorithm) {
  return boosted({kOfThree}, {2}) + is("classes_", labels({3, 4, 5})) +
         is("algorithm", text_of(algorithm));
}

// A weight for the class that an estimator predicts and, from 1.3 on, a share against the others.
TEST_F(AdaBoost, WeightedVotes) {
  const auto made = emitted(kClassifier, two("SAMME"), 2, "1.3.2");
  ASSERT_TRUE(made.ok()) << made.status().text();
  ASSERT_NE(op<model::Votes>("votes"), nullptr);
  EXPECT_EQ(op<model::Votes>("votes")->yes, (std::vector<double>{1, 3}));
  EXPECT_EQ(op<model::Votes>("votes")->no, (std::vector<double>{-1, -3}));
  EXPECT_EQ(op<model::Elementwise>("mean")->constants, (std::vector<double>{4}));
  EXPECT_FALSE(made->decision_is_vector);
  EXPECT_EQ(op<model::Linear>("decision")->coef, (std::vector<double>{-1, 1}));
  ASSERT_EQ(refusal(kClassifier, three("SAMME"), 2, "1.3.2"), "");
  EXPECT_EQ(op<model::Votes>("votes")->no, (std::vector<double>{-1}));
  ASSERT_EQ(refusal(kClassifier, two("SAMME"), 2, "1.2.2"), "");
  EXPECT_EQ(op<model::Votes>("votes")->no, (std::vector<double>{0, 0}));
}

// The weights of estimators that were never made count in the mean.
TEST_F(AdaBoost, MoreWeightsThanEstimators) {
  const std::string classes = is("classes_", labels({3, 4}));
  ASSERT_EQ(refusal(kClassifier, boosted({kTree}, {2, 5}) + classes), "");
  EXPECT_EQ(op<model::Votes>("votes")->yes, (std::vector<double>{2}));
  EXPECT_EQ(op<model::Elementwise>("mean")->constants, (std::vector<double>{7}));
  EXPECT_EQ(refusal(kClassifier, boosted({kTree, kTree}, {2}) + classes),
            "WRONG_SHAPE: 1 weights for 2 estimators");
}

// SAMME.R adds logarithms of probabilities up, until it went with 1.6.
TEST_F(AdaBoost, SumsOfLogarithms) {
  const auto made = emitted(kClassifier, three("SAMME.R"), 2, "1.5.2");
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_TRUE(made->decision_is_vector);
  ASSERT_NE(op<model::Link>("logs0"), nullptr);
  EXPECT_EQ(op<model::Link>("logs0")->kind, model::LinkKind::kSamme);
  EXPECT_EQ(op<model::Votes>("votes"), nullptr);
  EXPECT_EQ(refusal(kClassifier, three("SAMME.R"), 2, "1.6.1"),
            "UNSUPPORTED_OPTION: " + kClassifier + " of scikit-learn 1.6.1: algorithm=SAMME.R");
  EXPECT_EQ(refusal(kClassifier, three("deprecated"), 2, "1.6.1"), "");
  EXPECT_NE(op<model::Votes>("votes"), nullptr);
  const std::string svc =
      object("sklearn.svm._classes.LinearSVC", is("coef_", array({1, 2}, {1, 2})) +
                                                   is("intercept_", array({1}, {0})) +
                                                   is("classes_", labels({3, 4})));
  EXPECT_EQ(refusal(kClassifier, boosted({svc}, {1}) + is("classes_", labels({3, 4})) +
                                     is("algorithm", text_of("SAMME.R"))),
            "UNSUPPORTED_OPTION: " + kClassifier +
                " of scikit-learn 1.4.2: an estimator inside without a probability of each class");
}

TEST_F(AdaBoost, ProbabilitiesAreASoftmaxFrom022) {
  ASSERT_EQ(refusal(kClassifier, three("SAMME"), 2, "0.22.2"), "");
  ASSERT_NE(op<model::Link>("proba"), nullptr);
  EXPECT_EQ(op<model::Link>("proba")->kind, model::LinkKind::kSoftmax);
  EXPECT_EQ(op<model::Elementwise>("scaled")->function, model::Function::kDivide);
  EXPECT_EQ(op<model::Elementwise>("scaled")->constants, (std::vector<double>{2}));
  EXPECT_EQ(op<model::Link>("pair"), nullptr);
  ASSERT_EQ(refusal(kClassifier, two("SAMME"), 2, "0.22.2"), "");
  EXPECT_EQ(op<model::Elementwise>("scaled")->constants, (std::vector<double>{2}));
  EXPECT_EQ(op<model::Link>("pair")->kind, model::LinkKind::kNegatePair);
}

// Before: powers made to shares, of the logarithms or of the estimators' own probabilities.
TEST_F(AdaBoost, ProbabilitiesBefore022) {
  ASSERT_EQ(refusal(kClassifier, three("SAMME"), 2, "0.21.3"), "");
  ASSERT_NE(op<model::Shares>("proba"), nullptr);
  EXPECT_EQ(op<model::Elementwise>("scaled")->constants, (std::vector<double>{0.5}));
  ASSERT_NE(op<model::Combine>("weighted"), nullptr);
  EXPECT_EQ(op<model::Combine>("weighted")->weights, (std::vector<double>{2}));
  EXPECT_EQ(op<model::Combine>("weighted")->divisor, 2);
  ASSERT_EQ(refusal(kClassifier, three("SAMME.R"), 2, "0.21.3"), "");
  EXPECT_EQ(op<model::Combine>("weighted"), nullptr);
}

TEST_F(AdaBoost, OfOneClassThereIsNothingToDecide) {
  const std::string tree = tree_classifier(stump({1, 1, 1}), {3});
  const auto made = emitted(kClassifier, boosted({tree}, {1}) + is("classes_", labels({3})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_FALSE(made->decision);
  ASSERT_NE(op<model::Place>("proba"), nullptr);
  EXPECT_EQ(op<model::Place>("proba")->fill, (std::vector<double>{1}));
}

TEST_F(AdaBoost, ARegressorIsAWeightedMedian) {
  const std::string tree = tree_regressor(stump({0, 1, 2}));
  const auto made =
      emitted(kRegressor, boosted({tree, tree}, {.5, 2, 0}) + is("loss", text_of("linear")));
  ASSERT_TRUE(made.ok()) << made.status().text();
  ASSERT_NE(op<model::WeightedMedian>("median"), nullptr);
  EXPECT_EQ(op<model::WeightedMedian>("median")->weights, (std::vector<double>{.5, 2}));
  EXPECT_EQ(refusal(kRegressor, boosted({kTree}, {1})),
            "UNSUPPORTED_OPTION: " + kRegressor +
                " of scikit-learn 1.4.2: an estimator inside that does not predict one number");
}

TEST_F(AdaBoost, RefusesWhatIsNotFinite) {
  ASSERT_EQ(refusal(kClassifier, two("SAMME"), 2, "0.18.2"), "");
  ASSERT_NE(op<model::Require>("check"), nullptr);
  EXPECT_FALSE(op<model::Require>("check")->allow_nan);
}

TEST_F(AdaBoost, ClassesHaveMovedSince018) {
  EXPECT_EQ(refusal("sklearn.ensemble.weight_boosting.AdaBoostClassifier",
                    two("SAMME.R") + is("base_estimator_", kTree) + is("n_classes_", whole(2)), 2,
                    "0.18.2"),
            "");
}

TEST_F(AdaBoost, WhatDoesNotFitIsRefused) {
  EXPECT_EQ(refusal(kClassifier, two("BOOST")),
            "UNSUPPORTED_OPTION: " + kClassifier + " of scikit-learn 1.4.2: algorithm=BOOST");
  EXPECT_EQ(refusal(kClassifier, boosted({}, {}) + is("classes_", labels({3, 4}))),
            "MISSING_ATTRIBUTE: estimators_ is empty");
  EXPECT_EQ(refusal(kClassifier, boosted({kOfThree}, {1}) + is("classes_", labels({3, 4}))),
            "BAD_MODEL: an estimator inside has the class 5, which is not there outside");
  EXPECT_EQ(refusal(kClassifier, boosted({tree_regressor(stump({0, 1, 2}))}, {1}) +
                                     is("classes_", labels({3, 4}))),
            "UNSUPPORTED_OPTION: " + kClassifier +
                " of scikit-learn 1.4.2: an estimator inside that is no classifier of one target");
  EXPECT_EQ(refusal(kClassifier, two("SAMME") + is("shrinkage", real(1))).substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

}  // namespace
}  // namespace slipway::format::sklearn
