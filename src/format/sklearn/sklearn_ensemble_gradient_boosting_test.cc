// Where gradient boosting starts and how its sums become answers, by loss and era, and what is refused.
// Its answers are compared with the library's in golden/.
#include <cmath>

#include "format/sklearn/trees_test.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/link.h"
#include "model/stages/trees.h"

namespace slipway::format::sklearn {
namespace {

class Boosting : public Records {
 protected:
  std::vector<double> base() const { return op<model::TreeEnsemble>()->base; }
};

const std::string kClassifier = "sklearn.ensemble._gb.GradientBoostingClassifier";
const std::string kRegressor = "sklearn.ensemble._gb.GradientBoostingRegressor";

const std::string kTree = tree_regressor(stump({0, 2, 4}));
// `rows` stages of so many trees.
std::string boosted(int rows, int columns, const std::string& tree = kTree) {
  return is("estimators_",
            objects({rows, columns},
                    std::vector<std::string>(static_cast<std::size_t>(rows * columns), tree))) +
         is("learning_rate", real(0.5));
}
std::string dummy(const std::string& name, const std::string& attributes) {
  return is("init_", object("sklearn.dummy." + name, attributes));
}
std::string priors(const std::vector<double>& shares, const std::string& strategy = "prior") {
  return dummy("DummyClassifier",
               is("strategy", text_of(strategy)) +
                   is("class_prior_", array({static_cast<int>(shares.size())}, shares)));
}
const std::string kZero = is("init_", text_of("zero"));
const std::string kTwo = is("classes_", labels({3, 4}));
const std::string kThree = is("classes_", labels({3, 4, 5}));

TEST_F(Boosting, LeavesAreTakenByTheLearningRate) {
  const auto made = emitted(kRegressor, boosted(2, 1) + kZero);
  ASSERT_TRUE(made.ok()) << made.status().text();
  const auto* sum = op<model::TreeEnsemble>();
  ASSERT_NE(sum, nullptr);
  EXPECT_EQ(sum->forest->leaves, (std::vector<double>{1, 2, 1, 2}));
  EXPECT_EQ(sum->aggregate, model::Aggregate::kSum);
  EXPECT_EQ(base(), (std::vector<double>{0}));
  EXPECT_EQ(*made->predict, *emitted(kRegressor, boosted(2, 1) + kZero)->predict);
  EXPECT_TRUE(made->leaves);
}

TEST_F(Boosting, AStageHasATreeAClass) {
  const auto made = emitted(kClassifier, boosted(2, 3) + kZero + kThree);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(op<model::TreeEnsemble>()->tree_output, (std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2}));
  EXPECT_EQ(base(), (std::vector<double>{0, 0, 0}));
  EXPECT_TRUE(made->decision_is_vector);
  EXPECT_EQ(op<model::Link>("softmax")->kind, model::LinkKind::kSoftmax);
}

// Up to 0.20 init_ is an estimator of this package.
TEST_F(Boosting, StartsOfOld) {
  const auto start = [](const std::string& name, const std::string& attributes) {
    return is("init_", object("sklearn.ensemble.gradient_boosting." + name, attributes));
  };
  const std::string old = "sklearn.ensemble.gradient_boosting.GradientBoostingRegressor";
  const std::string one = boosted(1, 1);
  ASSERT_EQ(refusal(old, one + start("MeanEstimator", is("mean", real(7))), 2, "0.18.2"), "");
  EXPECT_EQ(base(), (std::vector<double>{7}));
  ASSERT_EQ(refusal(old, one + start("QuantileEstimator", is("quantile", real(8))), 2, "0.20.4"),
            "");
  EXPECT_EQ(base(), (std::vector<double>{8}));
  for (const char* name : {"LogOddsEstimator", "ScaledLogOddsEstimator"}) {
    ASSERT_EQ(refusal(kClassifier, one + kTwo + start(name, is("prior", real(9))), 2, "0.20.4"),
              "");
    EXPECT_EQ(base(), (std::vector<double>{9}));
  }
  ASSERT_EQ(
      refusal(kClassifier,
              boosted(1, 3) + kThree +
                  start("PriorProbabilityEstimator", is("priors", array({3}, {.5, .25, .25}))),
              2, "0.19.2"),
      "");
  EXPECT_EQ(base(), (std::vector<double>{.5, .25, .25}));
  const auto zeros = [&](double classes) {
    return boosted(1, 3) + kThree + start("ZeroEstimator", is("n_classes", real(classes)));
  };
  ASSERT_EQ(refusal(kClassifier, zeros(3), 2, "0.19.2"), "");
  EXPECT_EQ(base(), (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(refusal(kClassifier, zeros(2), 2, "0.19.2"),
            "WRONG_SHAPE: init_ gives 2 numbers for 3 scores");
  for (const double count : {0.0, 1e18, std::nan("")})
    EXPECT_EQ(refusal(kClassifier, zeros(count), 2, "0.19.2"), "WRONG_SHAPE: init_ is of no class");
}

TEST_F(Boosting, AConstantToStartFrom) {
  ASSERT_EQ(refusal(kRegressor,
                    boosted(1, 1) + dummy("DummyRegressor", is("constant_", array({1, 1}, {6})))),
            "");
  EXPECT_EQ(base(), (std::vector<double>{6}));
  EXPECT_EQ(refusal(kRegressor, boosted(1, 1) + dummy("DummyRegressor", "")),
            "MISSING_ATTRIBUTE: init_ has no constant_: not fitted?");
  EXPECT_EQ(refusal(kRegressor, boosted(1, 1) + dummy("DummyRegressor",
                                                      is("constant_", array({1, 2}, {6, 7})))),
            "WRONG_SHAPE: init_ gives 2 numbers for 1 scores");
}

// Priors become scores as the loss links them.
TEST_F(Boosting, PriorsAreLinked) {
  ASSERT_EQ(refusal(kClassifier, boosted(1, 1) + kTwo + priors({.25, .75})), "");
  EXPECT_EQ(base(), (std::vector<double>{std::log(3)}));
  ASSERT_EQ(refusal(kClassifier,
                    boosted(1, 1) + kTwo + priors({.25, .75}) + is("loss", text_of("exponential"))),
            "");
  EXPECT_EQ(base(), (std::vector<double>{0.5 * std::log(3)}));
  ASSERT_EQ(refusal(kClassifier, boosted(1, 3) + kThree + priors({.5, .25, .25}), 2, "1.3.2"), "");
  EXPECT_EQ(base(), (std::vector<double>{std::log(.5), std::log(.25), std::log(.25)}));
  ASSERT_EQ(refusal(kClassifier, boosted(1, 3) + kThree + priors({.5, .25, .25}), 2, "1.4.2"), "");
  EXPECT_NEAR(base()[0] + base()[1] + base()[2], 0, 1e-15);  // less the mean of the logarithms
  EXPECT_NEAR(base()[0] - base()[1], std::log(2), 1e-15);
  EXPECT_EQ(
      refusal(kClassifier, boosted(1, 1) + kTwo + priors({.25, .75}, "stratified")),
      "UNSUPPORTED_OPTION: " + kClassifier +
          " of scikit-learn 1.4.2: init: a DummyClassifier that does not answer with the priors");
}

// They are kept from 0 and 1 by float32's step, from 1.8 on by float64's.
TEST_F(Boosting, PriorsAreKeptFromTheEnds) {
  const std::string all = boosted(1, 1) + kTwo + priors({0, 1});
  ASSERT_EQ(refusal(kClassifier, all, 2, "1.7.2"), "");
  EXPECT_NEAR(base()[0], 23 * std::log(2), 1e-6);
  ASSERT_EQ(refusal(kClassifier, all, 2, "1.8.0"), "");
  EXPECT_NEAR(base()[0], 52 * std::log(2), 1e-6);
}

// A user's estimator is asked by row, in float32: only what looks values up is the same in float64.
TEST_F(Boosting, AnEstimatorToStartFrom) {
  ASSERT_EQ(refusal(kRegressor, boosted(1, 1) + is("init_", kTree)), "");
  EXPECT_TRUE(base().empty());
  EXPECT_NE(op<model::Cast>("single"), nullptr);
  const std::string tree = tree_classifier(stump({.5, .5, .75, .25, 0, 1}, 1, 2), {3, 4});
  ASSERT_EQ(refusal(kClassifier, boosted(1, 1) + kTwo + is("init_", tree), 2, "1.8.0"), "");
  EXPECT_EQ(op<model::Elementwise>("init.max(x, c)")->constants, (std::vector<double>{0x1p-52}));
  EXPECT_EQ(op<model::Elementwise>("init.min(x, c)")->constants,
            (std::vector<double>{1 - 0x1p-52}));
  EXPECT_NE(op<model::Elementwise>("init.logit"), nullptr);
  EXPECT_EQ(op<model::Elementwise>("init.x * c"), nullptr);
  ASSERT_EQ(refusal(kClassifier,
                    boosted(1, 1) + kTwo + is("init_", tree) + is("loss", text_of("exponential"))),
            "");
  EXPECT_EQ(op<model::Elementwise>("init.x * c")->constants, (std::vector<double>{0.5}));
  const std::string three =
      boosted(1, 3) + kThree +
      is("init_", tree_classifier(stump({1, 1, 1, .5, .25, .25, 0, 1, 0}, 1, 3), {3, 4, 5}));
  EXPECT_EQ(refusal(kClassifier, three, 2, "1.3.2"), "");
  const std::string of = "UNSUPPORTED_OPTION: " + kClassifier + " of scikit-learn 1.4.2: init: ";
  EXPECT_EQ(refusal(kClassifier, three), of + "an estimator's answers for several classes");
  EXPECT_EQ(refusal(kClassifier, boosted(1, 3) + kThree + is("init_", tree)),
            of + "an estimator without a probability of each class");
  EXPECT_EQ(
      refusal(kClassifier, boosted(1, 1) + kTwo +
                               is("init_", object("sklearn.linear_model._logistic."
                                                  "LogisticRegression",
                                                  ""))),
      of + "sklearn.linear_model._logistic.LogisticRegression, which computes in float32 here");
  EXPECT_EQ(refusal(kRegressor, boosted(1, 1) + is("init_", tree)),
            "UNSUPPORTED_OPTION: " + kRegressor +
                " of scikit-learn 1.4.2: init: an estimator that does not predict one number");
}

// Before 1.4 the greatest probability decides, then the sign of the score, 0 for the second class.
TEST_F(Boosting, WhatDecides) {
  ASSERT_EQ(refusal(kClassifier, boosted(1, 1) + kTwo + kZero, 2, "1.3.2"), "");
  EXPECT_EQ(op<model::Decide>("predict")->threshold, 0.5);
  ASSERT_EQ(refusal(kClassifier, boosted(1, 1) + kTwo + kZero), "");
  EXPECT_EQ(op<model::Decide>("predict")->threshold, 0);
  EXPECT_TRUE(op<model::Decide>("predict")->greater_or_equal);
  EXPECT_EQ(op<model::Link>("sigmoid")->scale, 1);
  ASSERT_EQ(refusal(kClassifier, boosted(1, 1) + kTwo + kZero + is("loss", text_of("exponential")),
                    2, "1.3.2"),
            "");
  EXPECT_EQ(op<model::Decide>("predict")->threshold, 0);
  EXPECT_EQ(op<model::Link>("sigmoid")->scale, 2);
}

TEST_F(Boosting, Losses) {
  for (const char* loss : {"deviance", "log_loss", "auto", "exponential"})
    EXPECT_EQ(refusal(kClassifier, boosted(1, 1) + kTwo + kZero + is("loss", text_of(loss))), "");
  EXPECT_EQ(refusal(kClassifier, boosted(1, 1) + kTwo + kZero + is("loss", text_of("hinge"))),
            "UNSUPPORTED_OPTION: " + kClassifier + " of scikit-learn 1.4.2: loss=hinge");
  for (const char* loss : {"ls", "squared_error", "lad", "absolute_error", "huber", "quantile"})
    EXPECT_EQ(refusal(kRegressor, boosted(1, 1) + kZero + is("loss", text_of(loss))), "");
  EXPECT_EQ(refusal(kRegressor, boosted(1, 1) + kZero + is("loss", text_of("poisson"))),
            "UNSUPPORTED_OPTION: " + kRegressor + " of scikit-learn 1.4.2: loss=poisson");
}

// predict() takes no missing value, even where the trees would.
TEST_F(Boosting, MissingValuesAreRefused) {
  const std::string knows = tree_regressor(
      stump({0, 1, 2}), is("criterion", text_of("friedman_mse")) + is("splitter", text_of("best")));
  ASSERT_EQ(refusal(kRegressor, boosted(1, 1, knows) + kZero), "");
  ASSERT_NE(op<model::Require>("check"), nullptr);
  EXPECT_FALSE(op<model::Require>("check")->allow_nan);
  EXPECT_EQ(op<model::Require>("check")->as, model::Element::kF32);
}

TEST_F(Boosting, WhatDoesNotFitIsRefused) {
  EXPECT_EQ(refusal(kRegressor, is("estimators_", list_of({kTree})) + kZero),
            "WRONG_SHAPE: estimators_ is no table of trees");
  EXPECT_EQ(refusal(kRegressor, boosted(1, 2) + kZero),
            "WRONG_SHAPE: several trees a stage of one number");
  EXPECT_EQ(refusal(kClassifier, boosted(1, 1) + kThree + kZero),
            "WRONG_SHAPE: another number of classes than of scores");
  EXPECT_EQ(
      refusal(kRegressor, boosted(1, 1, tree_regressor(stump({0, 0, 1, 1, 2, 2}, 2))) + kZero),
      "WRONG_SHAPE: a tree has several targets");
  EXPECT_EQ(refusal(kRegressor, boosted(1, 1)), "MISSING_ATTRIBUTE: there is no attribute init_");
  EXPECT_EQ(refusal(kRegressor, boosted(1, 1) + kZero, 1),
            "BAD_MODEL: tree 0, node 0: feature 1 of 1");
  EXPECT_EQ(refusal(kRegressor, boosted(1, 1) + kZero + is("dropout", real(1))).substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

}  // namespace
}  // namespace slipway::format::sklearn
