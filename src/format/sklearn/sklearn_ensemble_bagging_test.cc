// How bags add up what the estimators in them answer, and what is refused. Their answers are compared
// with the library's in golden/.
#include <cmath>

#include "format/sklearn/trees_test.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

class Bags : public Records {};

const std::string kClassifier = "sklearn.ensemble._bagging.BaggingClassifier";
const std::string kRegressor = "sklearn.ensemble._bagging.BaggingRegressor";
const std::string kTree = tree_regressor(stump({0, 1, 2}));
const std::vector<double> kShares = {.5, .5, .75, .25, .25, .75};

std::string logistic(const std::vector<std::int64_t>& classes) {
  return object("sklearn.linear_model._logistic.LogisticRegression",
                is("coef_", array({1, 2}, {1, 2})) + is("intercept_", array({1}, {0})) +
                    is("classes_", labels(classes)));
}
std::string svc(const std::vector<std::int64_t>& classes) {  // no probabilities
  return object("sklearn.svm._classes.LinearSVC", is("coef_", array({1, 2}, {1, 2})) +
                                                      is("intercept_", array({1}, {0})) +
                                                      is("classes_", labels(classes)));
}
// A bag of them, each given these columns.
std::string bag(const std::vector<std::string>& estimators,
                const std::vector<std::int64_t>& columns = {0, 1}) {
  const std::vector<std::string> features(estimators.size(), labels(columns));
  return is("estimators_", list_of(estimators)) + is("estimators_features_", list_of(features)) +
         is("n_estimators", whole(static_cast<int>(estimators.size())));
}
std::string classes() { return is("classes_", labels({3, 4})); }

TEST_F(Bags, AreMeans) {
  const auto made = emitted(kRegressor, bag({kTree, kTree, kTree}));
  ASSERT_TRUE(made.ok()) << made.status().text();
  ASSERT_NE(op<model::Combine>("mean"), nullptr);
  EXPECT_EQ(op<model::Combine>("mean")->divisor, 3);
  EXPECT_FALSE(made->predict_is_vector);
}

// joblib sums by job, the first of which have one more; the sums are added then.
TEST_F(Bags, SumsAreMadeByJob) {
  const std::vector<std::string> five(5, kTree);
  ASSERT_EQ(refusal(kRegressor, bag(five) + is("n_jobs", whole(3))), "");
  std::vector<std::size_t> jobs;
  for (const model::Stage& stage : builder_.stages())
    if (stage.op.is<model::Combine>()) jobs.push_back(stage.inputs.size());
  EXPECT_EQ(jobs, (std::vector<std::size_t>{2, 2, 1, 3}));
  EXPECT_EQ(op<model::Combine>("mean")->divisor, 5);
  for (const std::string& one : {whole(1), whole(-1), none()}) {  // -1: as many as the machine has
    ASSERT_EQ(refusal(kRegressor, bag(five) + is("n_jobs", one)), "");
    EXPECT_EQ(op<model::Combine>("mean.job0"), nullptr);
  }
  ASSERT_EQ(refusal(kRegressor, bag(five) + is("n_jobs", whole(1000000000))), "");
  EXPECT_NE(op<model::Combine>("mean.job4"), nullptr);
  EXPECT_EQ(op<model::Combine>("mean.job5"), nullptr);
}

TEST_F(Bags, EachEstimatorHasItsColumns) {
  ASSERT_EQ(refusal(kRegressor, bag({tree_regressor(stump({0, 1, 2}, 1, 1, 0))}, {2}), 3), "");
  const auto* gather = op<model::Gather>("estimators_[0].columns");
  ASSERT_NE(gather, nullptr);
  ASSERT_EQ(gather->columns.size(), 1u);
  EXPECT_EQ(gather->columns[0].column, 2u);
  EXPECT_EQ(refusal(kRegressor, bag({kTree}, {0, 2})),
            "BAD_COLUMN: estimators_features_[0] takes column 2 of 2");
  EXPECT_EQ(refusal(kRegressor, bag({kTree}, {0, -1})),
            "BAD_COLUMN: estimators_features_[0] takes column -1 of 2");
}

TEST_F(Bags, ProbabilitiesAreAmongTheClassesOfTheBag) {
  const std::string tree = tree_classifier(stump(kShares, 1, 2), {0, 1});
  const std::string one = tree_classifier(stump({1, 1, 1}), {1});  // saw the second class only
  const auto made = emitted(kClassifier, bag({tree, one}) + classes());
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->classes->number, (std::vector<double>{3, 4}));
  EXPECT_EQ(op<model::Place>("classes0"), nullptr);
  ASSERT_NE(op<model::Place>("classes1"), nullptr);
  EXPECT_EQ(op<model::Place>("classes1")->at, (std::vector<std::uint32_t>{1}));
  EXPECT_EQ(op<model::Place>("classes1")->fill, (std::vector<double>{0, 0}));
  EXPECT_EQ(op<model::Place>("logs1")->fill[0], -HUGE_VAL);
  EXPECT_TRUE(op<model::Combine>("log")->in_logs);
  EXPECT_FALSE(made->decision);
  EXPECT_EQ(refusal(kClassifier, bag({tree_classifier(stump({1, 1, 1}), {2})}) + classes()),
            "BAD_MODEL: an estimator inside has the class 2, which is not there outside");
}

TEST_F(Bags, EstimatorsWithoutProbabilitiesVote) {
  const auto made = emitted(kClassifier, bag({svc({0, 1}), svc({0, 1})}) + classes());
  ASSERT_TRUE(made.ok()) << made.status().text();
  ASSERT_NE(op<model::Votes>("vote0"), nullptr);
  EXPECT_EQ(op<model::Votes>("vote0")->yes, (std::vector<double>{1}));
  EXPECT_EQ(width(*made->proba), 2u);
  EXPECT_TRUE(made->decision);
  EXPECT_FALSE(made->decision_is_vector);
}

TEST_F(Bags, DecisionsOnlyIfAllHaveThem) {
  EXPECT_TRUE(emitted(kClassifier, bag({logistic({0, 1}), svc({0, 1})}) + classes())->decision);
  const std::string tree = tree_classifier(stump(kShares, 1, 2), {0, 1});
  EXPECT_FALSE(emitted(kClassifier, bag({logistic({0, 1}), tree}) + classes())->decision);
}

// Up to 0.19 the bag refuses what isn't finite; then each estimator does, or not.
TEST_F(Bags, WhoRefusesWhatIsNotFinite) {
  ASSERT_EQ(refusal(kRegressor, bag({kTree}), 2, "0.19.2"), "");
  EXPECT_NE(op<model::Require>("check"), nullptr);
  ASSERT_EQ(refusal(kRegressor, bag({kTree}), 2, "0.20.4"), "");
  EXPECT_EQ(op<model::Require>("check"), nullptr);
}

TEST_F(Bags, ClassesHaveMovedSince018) {
  EXPECT_EQ(
      refusal("sklearn.ensemble.bagging.BaggingRegressor",
              bag({kTree}) + is("base_estimator_", kTree) + is("_seeds", labels({1})), 2, "0.18.2"),
      "");
}

TEST_F(Bags, WhatDoesNotFitIsRefused) {
  EXPECT_EQ(refusal(kRegressor, bag({})), "MISSING_ATTRIBUTE: estimators_ is empty");
  EXPECT_EQ(refusal(kRegressor, is("estimators_", list_of({kTree, kTree})) +
                                    is("estimators_features_", list_of({labels({0, 1})})) +
                                    is("n_estimators", whole(2))),
            "WRONG_SHAPE: 2 estimators, 1 choices of columns, n_estimators 2");
  EXPECT_EQ(refusal(kRegressor, is("estimators_", list_of({kTree})) +
                                    is("estimators_features_", list_of({labels({0, 1})})) +
                                    is("n_estimators", whole(2))),
            "WRONG_SHAPE: 1 estimators, 1 choices of columns, n_estimators 2");
  EXPECT_EQ(refusal(kRegressor, bag({svc({0, 1})})),
            "UNSUPPORTED_OPTION: " + kRegressor +
                " of scikit-learn 1.4.2: an estimator inside that predicts no number");
  EXPECT_EQ(refusal(kClassifier, bag({kTree}) + classes()),
            "UNSUPPORTED_OPTION: " + kClassifier +
                " of scikit-learn 1.4.2: an estimator inside that is no classifier of one target");
  EXPECT_EQ(refusal(kClassifier, bag({svc({0, 1})})),
            "MISSING_ATTRIBUTE: there is no attribute classes_");
  EXPECT_EQ(refusal(kRegressor, bag({kTree}) + is("voting", text_of("soft"))).substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

}  // namespace
}  // namespace slipway::format::sklearn
