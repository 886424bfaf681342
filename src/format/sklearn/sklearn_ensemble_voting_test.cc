// How votes are counted and estimators stacked, by option, and what is refused. Their answers are
// compared with the library's in golden/.
#include "format/sklearn/trees_test.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

class Voting : public Records {
 protected:
  std::string unsupported(const std::string& name, const std::string& what) const {
    return "UNSUPPORTED_OPTION: " + name + " of scikit-learn 1.4.2: " + what;
  }
};

const std::string kVoter = "sklearn.ensemble._voting.VotingClassifier";
const std::string kMean = "sklearn.ensemble._voting.VotingRegressor";
const std::string kStack = "sklearn.ensemble._stacking.StackingClassifier";
const std::string kStackOfNumbers = "sklearn.ensemble._stacking.StackingRegressor";

std::string linear(int columns = 2) {
  return object(
      "sklearn.linear_model._base.LinearRegression",
      is("coef_", array({columns}, std::vector<double>(columns, 1))) + is("intercept_", real(0)));
}
std::string logistic(int columns = 2, const std::vector<std::int64_t>& classes = {0, 1}) {
  return object("sklearn.linear_model._logistic.LogisticRegression",
                is("coef_", array({1, columns}, std::vector<double>(columns, 1))) +
                    is("intercept_", array({1}, {0})) + is("classes_", labels(classes)));
}
const std::string kSvc =
    object("sklearn.svm._classes.LinearSVC", is("coef_", array({1, 2}, {1, 2})) +
                                                 is("intercept_", array({1}, {0})) +
                                                 is("classes_", labels({0, 1})));

// `estimators`, of which some may be text ("drop"), and those that were fitted.
std::string members(const std::vector<std::pair<std::string, std::string>>& estimators,
                    const std::vector<std::string>& fitted) {
  std::vector<std::string> pairs;
  for (const auto& [name, estimator] : estimators)
    pairs.push_back(tuple_of({text_of(name), estimator}));
  return is("estimators", list_of(pairs)) + is("estimators_", list_of(fitted));
}
std::string two(const std::string& a, const std::string& b) {
  return members({{"a", whole(1)}, {"b", whole(1)}}, {a, b});
}
const std::string kClasses = is("classes_", labels({3, 4}));

TEST_F(Voting, HardVotesAreCounted) {
  const auto made =
      emitted(kVoter, two(logistic(), kSvc) + kClasses + is("voting", text_of("hard")));
  ASSERT_TRUE(made.ok()) << made.status().text();
  ASSERT_NE(op<model::Votes>("votes"), nullptr);
  EXPECT_EQ(op<model::Votes>("votes")->yes, (std::vector<double>{1, 1}));
  EXPECT_EQ(op<model::Votes>("votes")->no, (std::vector<double>{0, 0}));
  EXPECT_EQ(made->classes->number, (std::vector<double>{3, 4}));
  EXPECT_FALSE(made->proba);
  EXPECT_EQ(made->transform->names,
            (std::vector<std::string>{"votingclassifier_a", "votingclassifier_b"}));
}

TEST_F(Voting, WeightsAreOfThoseThatAreLeft) {
  const std::string all =
      members({{"a", whole(1)}, {"b", text_of("drop")}, {"c", none()}, {"d", whole(1)}},
              {logistic(), kSvc}) +
      kClasses;
  ASSERT_EQ(refusal(kVoter, all + is("weights", reals({2, 3, 5, 7}))), "");
  EXPECT_EQ(op<model::Votes>("votes")->yes, (std::vector<double>{2, 7}));
  ASSERT_EQ(refusal(kVoter, all + is("weights", none())), "");
  EXPECT_EQ(op<model::Votes>("votes")->yes, (std::vector<double>{1, 1}));
  EXPECT_EQ(refusal(kVoter, all + is("weights", reals({2, 7}))),
            "WRONG_SHAPE: another number of weights than of estimators");
}

TEST_F(Voting, SoftIsTheMeanOfProbabilities) {
  const std::string all = two(logistic(), logistic()) + kClasses + is("voting", text_of("soft"));
  const auto made =
      emitted(kVoter, all + is("weights", reals({1, 4})) + is("flatten_transform", truth(true)));
  ASSERT_TRUE(made.ok()) << made.status().text();
  ASSERT_NE(op<model::Combine>("proba"), nullptr);
  EXPECT_EQ(op<model::Combine>("proba")->weights, (std::vector<double>{1, 4}));
  EXPECT_EQ(op<model::Combine>("proba")->divisor, 5);
  EXPECT_EQ(made->transform->names,
            (std::vector<std::string>{"votingclassifier_a0", "votingclassifier_a1",
                                      "votingclassifier_b0", "votingclassifier_b1"}));
  const auto plain = emitted(kVoter, all + is("flatten_transform", truth(false)));
  EXPECT_EQ(op<model::Combine>("proba")->divisor, 2);
  EXPECT_FALSE(plain->transform);  // it is of three dimensions
  EXPECT_FALSE(emitted(kVoter, all + is("flatten_transform", none()))->transform);
  EXPECT_EQ(refusal(kVoter, two(logistic(), kSvc) + kClasses + is("voting", text_of("soft"))),
            unsupported(kVoter, "b has no probability of each class"));
  EXPECT_EQ(refusal(kVoter, two(logistic(), kSvc) + kClasses + is("voting", text_of("loud"))),
            unsupported(kVoter, "voting=loud"));
}

TEST_F(Voting, RegressorsAreAveraged) {
  const auto made = emitted(kMean, two(linear(), linear()) + is("weights", reals({1, 2})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(op<model::Combine>("mean")->weights, (std::vector<double>{1, 2}));
  EXPECT_EQ(op<model::Combine>("mean")->divisor, 3);
  EXPECT_EQ(made->transform->names,
            (std::vector<std::string>{"votingregressor_a", "votingregressor_b"}));
  EXPECT_EQ(refusal(kMean, two(linear(), logistic())),
            unsupported(kMean, "b does not predict one number"));
}

TEST_F(Voting, NamesAndEstimatorsMustMatch) {
  EXPECT_EQ(refusal(kMean, members({{"a", whole(1)}, {"b", whole(1)}}, {linear()})),
            "WRONG_SHAPE: estimators_ is of fewer than estimators");
  EXPECT_EQ(refusal(kMean, members({{"a", whole(1)}}, {linear(), linear()})),
            "WRONG_SHAPE: estimators_ is of more than estimators");
  EXPECT_EQ(refusal(kMean,
                    is("estimators", list_of({whole(1)})) + is("estimators_", list_of({linear()}))),
            "WRONG_TYPE: an estimator has no name");
  EXPECT_EQ(refusal(kMean, members({}, {})), "MISSING_ATTRIBUTE: estimators_ is empty");
  EXPECT_EQ(refusal(kVoter, two(linear(), linear()) + kClasses),
            unsupported(kVoter, "a is no classifier of one target"));
  EXPECT_EQ(refusal(kVoter, two(logistic(2, {0, 7}), kSvc) + kClasses),
            "BAD_MODEL: an estimator inside has the class 7, which is not there outside");
  EXPECT_EQ(refusal(kMean, two(linear(), linear()) + is("voting", text_of("soft"))).substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

TEST_F(Voting, InTheFileOf018) {
  EXPECT_EQ(refusal("sklearn.ensemble.voting_classifier.VotingClassifier",
                    two(logistic(), logistic()) + kClasses + is("le_", whole(1)) +
                        is("voting", text_of("hard")),
                    2, "0.18.2"),
            "");
}

std::string methods(const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const std::string& name : names) all.push_back(text_of(name));
  return is("stack_method_", list_of(all));
}

// Of two columns of probabilities the final estimator is given the second only.
TEST_F(Voting, AStackGivesAnswersToTheLast) {
  const std::string all = two(logistic(), kSvc) + kClasses;
  const auto made = emitted(kStack, all + methods({"predict_proba", "decision_function"}) +
                                        is("final_estimator_", logistic()));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names,
            (std::vector<std::string>{"stackingclassifier_a", "stackingclassifier_b"}));
  ASSERT_NE(op<model::Gather>("a.predict_proba"), nullptr);
  EXPECT_EQ(op<model::Gather>("a.predict_proba")->columns[0].column, 1u);
  EXPECT_EQ(made->classes->number, (std::vector<double>{3, 4}));
  EXPECT_TRUE(made->proba && made->decision);
  EXPECT_FALSE(made->decision_is_vector);
  EXPECT_EQ(refusal(kStack, all + methods({"predict_proba", "predict_proba"}) +
                                is("final_estimator_", logistic())),
            unsupported(kStack, "b has no predict_proba"));
  EXPECT_EQ(refusal(kStack, all + methods({"predict_proba"}) + is("final_estimator_", logistic())),
            "WRONG_SHAPE: another number of methods than of estimators");
  EXPECT_EQ(
      refusal(kStack, all + methods({"predict", "predict"}) + is("final_estimator_", linear())),
      unsupported(kStack, "final_estimator_ is no classifier of one target"));
  EXPECT_EQ(refusal(kStack, all + methods({"predict", "predict"})),
            "MISSING_ATTRIBUTE: there is no attribute final_estimator_");
}

TEST_F(Voting, ThreeClassesAreAllGiven) {
  const std::string tree =
      tree_classifier(stump({1, 1, 1, .5, .25, .25, 0, 1, 0}, 1, 3), {0, 1, 2});
  const auto made =
      emitted(kStack, members({{"a", whole(1)}}, {tree}) + is("classes_", labels({7, 8, 9})) +
                          methods({"predict_proba"}) + is("final_estimator_", logistic(3)));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names,
            (std::vector<std::string>{"stackingclassifier_a0", "stackingclassifier_a1",
                                      "stackingclassifier_a2"}));
}

TEST_F(Voting, PassthroughPutsTheColumnsBehind) {
  const auto with = [](bool passes, int columns) {
    return two(linear(), linear()) + methods({"predict", "predict"}) +
           is("passthrough", truth(passes)) + is("final_estimator_", linear(columns));
  };
  const auto made = emitted(kStackOfNumbers, with(true, 4));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names,
            (std::vector<std::string>{"stackingregressor_a", "stackingregressor_b", "x0", "x1"}));
  EXPECT_EQ(refusal(kStackOfNumbers, with(false, 2)), "");
  EXPECT_NE(refusal(kStackOfNumbers, with(false, 4)), "");
  EXPECT_EQ(refusal(kStackOfNumbers, two(linear(), linear()) + methods({"predict", "predict"}) +
                                         is("final_estimator_", logistic())),
            unsupported(kStackOfNumbers, "final_estimator_ predicts no number"));
}

// Of several labels classes_ is a list. Of the probabilities of each those of its second class are
// given on; what comes out is the probability of the first.
TEST_F(Voting, SeveralLabels) {
  const auto tree = [](int column) {
    return object("sklearn.tree._classes.DecisionTreeClassifier",
                  is("tree_", stump({1, 0, 1, 0, 1, 0, .5, .5, 0, 1, .25, .75}, 2, 2, column)) +
                      is("n_outputs_", whole(2)) +
                      is("classes_", list_of({labels({0, 1}), labels({0, 1})})));
  };
  const auto with = [&](const std::vector<std::int64_t>& second) {
    return members({{"a", whole(1)}}, {tree(1)}) + methods({"predict_proba"}) +
           is("classes_", list_of({labels({0, 1}), labels(second)})) +
           is("final_estimator_", tree(0));
  };
  const auto made = emitted(kStack, with({0, 1}));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->target_classes.size(), 2u);
  EXPECT_TRUE(made->predict_is_vector);
  const auto* given = op<model::Gather>("a.predict_proba");
  ASSERT_NE(given, nullptr);
  EXPECT_EQ(given->columns[0].column, 1u);
  EXPECT_EQ(given->columns[1].column, 3u);
  const auto* first = op<model::Gather>("proba");
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->columns[0].column, 0u);
  EXPECT_EQ(first->columns[1].column, 2u);
  EXPECT_EQ(refusal(kStack, with({0, 2})),
            unsupported(kStack, "several targets that are no labels"));
}

}  // namespace
}  // namespace slipway::format::sklearn
