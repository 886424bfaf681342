// What random forests, extra trees and their embedding offer, and what is refused. Their answers are
// compared with the library's in golden/.
#include "format/sklearn/trees_test.h"
#include "model/stages/columns.h"
#include "model/stages/trees.h"

namespace slipway::format::sklearn {
namespace {

class Forests : public Records {
 protected:
  bool takes_nan() const {
    const auto* check = op<model::Require>("check");
    return check != nullptr && check->allow_nan;
  }
};

const std::string kPackage = "sklearn.ensemble._forest.";
const std::vector<double> kShares = {.5, .5, .75, .25, .25, .75};

std::string regressors(const std::vector<std::string>& trees) {
  return is("estimators_", list_of(trees)) + is("n_outputs_", whole(1));
}
std::string classifiers(const std::vector<std::string>& trees) {
  return regressors(trees) + is("classes_", labels({3, 4}));
}
const std::string kTree = tree_regressor(stump({0, 1, 2}));

TEST_F(Forests, AreMeansOfTrees) {
  for (const char* name : {"RandomForestRegressor", "ExtraTreesRegressor"}) {
    const auto made =
        emitted(kPackage + name, regressors({kTree, tree_regressor(stump({0, 5, 7}))}));
    ASSERT_TRUE(made.ok()) << made.status().text();
    const auto* mean = op<model::TreeEnsemble>();
    ASSERT_NE(mean, nullptr);
    EXPECT_EQ(mean->aggregate, model::Aggregate::kMean);
    EXPECT_EQ(mean->forest->roots.size(), 2u);
    EXPECT_EQ(mean->forest->leaves, (std::vector<double>{1, 2, 5, 7}));
    EXPECT_EQ(width(*made->leaves), 2u);
    EXPECT_TRUE(made->leaves_is_vector);
    EXPECT_FALSE(made->predict_is_vector);
  }
}

TEST_F(Forests, ClassesAreThoseOfTheForest) {
  const std::string tree = tree_classifier(stump(kShares, 1, 2), {0, 1});
  for (const char* name : {"RandomForestClassifier", "ExtraTreesClassifier"}) {
    const auto made = emitted(kPackage + name, classifiers({tree}));
    ASSERT_TRUE(made.ok()) << made.status().text();
    EXPECT_EQ(made->classes->number, (std::vector<double>{3, 4}));
    EXPECT_EQ(width(*made->proba), 2u);
    EXPECT_TRUE(made->log_proba);
    EXPECT_FALSE(made->decision);
  }
}

// A forest averages fractions, whatever the counts are that a tree would decide on.
TEST_F(Forests, FractionsDecide) {
  const double less = 1.9999999999999996, more = 1.9999999999999998;
  const std::string tree =
      tree_classifier(stump({1, 1, 1, 1, less, more, 1.95, 1.95, 1, 1, 1, 1}, 1, 4), {0, 1, 2, 3});
  ASSERT_EQ(refusal(kPackage + "RandomForestClassifier",
                    is("estimators_", list_of({tree})) + is("n_outputs_", whole(1)) +
                        is("classes_", labels({1, 2, 3, 4})),
                    2, "1.3.2"),
            "");
  EXPECT_EQ(op<model::TreeEnsemble>("counts"), nullptr);
}

// Of forests the first tree says whether missing values are taken, from 1.4 on.
TEST_F(Forests, MissingValues) {
  const std::string all =
      regressors({tree_regressor(stump({0, 1, 2}), is("criterion", text_of("squared_error")) +
                                                       is("splitter", text_of("best")))});
  const std::string name = kPackage + "RandomForestRegressor";
  ASSERT_EQ(refusal(name, all, 2, "1.3.2"), "");
  EXPECT_FALSE(takes_nan());
  ASSERT_EQ(refusal(name, all, 2, "1.4.2"), "");
  EXPECT_TRUE(takes_nan());
}

TEST_F(Forests, ClassesHaveMovedSince018) {
  const std::string parameters = is("min_impurity_split", none()) + is("base_estimator", none()) +
                                 is("estimator_params", tuple_of({})) + is("n_features_", whole(2));
  const std::string tree = object("sklearn.tree.tree.ExtraTreeRegressor",
                                  is("tree_", stump({0, 1, 2})) + is("n_outputs_", whole(1)));
  EXPECT_EQ(refusal("sklearn.ensemble.forest.ExtraTreesRegressor", regressors({tree}) + parameters,
                    2, "0.18.2"),
            "");
}

// The leaves' numbers, one-hot: as many columns as leaves that rows fell into.
TEST_F(Forests, AnEmbeddingIsLeavesOneHot) {
  const auto encoder = [](const std::string& categories) {
    return is("one_hot_encoder_",
              object("sklearn.preprocessing._encoders.OneHotEncoder",
                     is("categories_", categories) + is("dtype", text_of("float64")) +
                         is("sparse_output", truth(true))));
  };
  const std::string name = kPackage + "RandomTreesEmbedding";
  const std::string two = list_of({labels({1, 2}), labels({1, 2})});
  const auto made = emitted(name, regressors({kTree, kTree}) + encoder(two));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_FALSE(made->predict);
  EXPECT_TRUE(made->leaves);
  EXPECT_TRUE(made->transform->sparse);
  EXPECT_EQ(made->transform->names,
            (std::vector<std::string>{"randomtreesembedding_0_1", "randomtreesembedding_0_2",
                                      "randomtreesembedding_1_1", "randomtreesembedding_1_2"}));
  EXPECT_EQ(refusal(name, regressors({kTree}) + encoder(two)),
            "WRONG_SHAPE: categories_ has 2 arrays for 1 columns");
  EXPECT_EQ(refusal(name, regressors({kTree})),
            "MISSING_ATTRIBUTE: there is no attribute one_hot_encoder_");
  EXPECT_EQ(refusal(name, regressors({kTree}) +
                              is("one_hot_encoder_", tree_regressor(stump({0, 1, 2}, 1, 1, 0)))),
            "BAD_MODEL: one_hot_encoder_ does not transform");
}

TEST_F(Forests, WhatDoesNotFitIsRefused) {
  const std::string name = kPackage + "RandomForestRegressor";
  EXPECT_EQ(refusal(name, regressors({})), "MISSING_ATTRIBUTE: there are no trees");
  EXPECT_EQ(refusal(name, is("n_outputs_", whole(1))),
            "MISSING_ATTRIBUTE: there is no attribute estimators_");
  EXPECT_EQ(refusal(name, regressors({kTree, tree_regressor(stump({0, 0, 1, 1, 2, 2}, 2))})),
            "WRONG_SHAPE: a tree has 2 targets of up to 1 classes, wanted 1 of up to 1");
  EXPECT_EQ(refusal(name, regressors({kTree, tree_regressor(stump({0, 1, 2}, 1, 1, 7))})),
            "BAD_MODEL: tree 1, node 0: feature 7 of 2");
  EXPECT_EQ(
      refusal(name, regressors({tree_regressor(stump({0, 1, 2}), is("bagged_", whole(1)))})),
      "UNKNOWN_ATTRIBUTE: sklearn.tree._classes.DecisionTreeRegressor of scikit-learn 1.4.2 has "
      "the attribute bagged_ (the int 1), which Slipway does not know");
  EXPECT_EQ(refusal(name, regressors({kTree}) + is("link", text_of("log"))).substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

}  // namespace
}  // namespace slipway::format::sklearn
