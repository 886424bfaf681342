// What decision trees offer, by option and era, and what is refused. Their answers are compared with
// the library's in golden/.
#include <limits>

#include "format/sklearn/trees_test.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/trees.h"

namespace slipway::format::sklearn {
namespace {

class DecisionTrees : public Records {
 protected:
  const model::Forest* forest(const std::string& part = "") const {
    const auto* ensemble = op<model::TreeEnsemble>(part);
    return ensemble == nullptr ? nullptr : ensemble->forest.get();
  }
  bool takes_nan() const {
    const auto* check = op<model::Require>("check");
    return check != nullptr && check->allow_nan;
  }
};

const std::string kClassifier = "sklearn.tree._classes.DecisionTreeClassifier";
const std::string kRegressor = "sklearn.tree._classes.DecisionTreeRegressor";
const std::string kExtra = "sklearn.tree._classes.ExtraTreeRegressor";

std::string numbers(const std::string& tree) {
  return is("tree_", tree) + is("n_outputs_", whole(1));
}
std::string classes(const std::string& tree) {
  return numbers(tree) + is("classes_", labels({3, 4}));
}
const std::vector<double> kCounts = {4, 4, 3, 1, 1, 3};  // of the root, then of the two leaves

TEST_F(DecisionTrees, ARegressorsLeavesAreNumbers) {
  const auto made = emitted(kRegressor, numbers(stump({0, 5, 7})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_FALSE(made->predict_is_vector);
  EXPECT_FALSE(made->leaves_is_vector);
  EXPECT_FALSE(made->proba || made->classes);
  ASSERT_NE(forest(), nullptr);
  EXPECT_EQ(forest()->leaves, (std::vector<double>{5, 7}));
  EXPECT_EQ(forest()->leaf_name, (std::vector<std::uint32_t>{1, 2}));
  ASSERT_EQ(forest()->nodes.size(), 1u);
  EXPECT_EQ(forest()->nodes[0].feature, 1u);
  EXPECT_EQ(forest()->nodes[0].threshold, 0.5);
  EXPECT_EQ(forest()->input, model::Element::kF32);
  EXPECT_EQ(forest()->compare, model::Compare::kLessOrEqual);
  EXPECT_EQ(op<model::TreeEnsemble>()->aggregate, model::Aggregate::kSum);
}

TEST_F(DecisionTrees, ATreeMayBeOneLeaf) {
  ASSERT_EQ(refusal(kRegressor, numbers(fitted_tree({{}}, {6}))), "");
  EXPECT_TRUE(forest()->nodes[0].is_leaf());
}

TEST_F(DecisionTrees, SeveralTargetsAreAVector) {
  const std::string tree = stump({0, 0, 1, 2, 3, 4}, 2);
  const auto made = emitted(kRegressor, is("tree_", tree) + is("n_outputs_", whole(2)));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_TRUE(made->predict_is_vector);
  EXPECT_EQ(width(*made->predict), 2u);
  EXPECT_EQ(forest()->leaves, (std::vector<double>{1, 2, 3, 4}));
}

TEST_F(DecisionTrees, CountsBecomeFractionsUntilTheyAreFractions) {
  const auto old = emitted(kClassifier, classes(stump(kCounts, 1, 2)), 2, "1.4.0");
  ASSERT_TRUE(old.ok()) << old.status().text();
  EXPECT_EQ(forest()->leaves, (std::vector<double>{0.75, 0.25, 0.25, 0.75}));
  EXPECT_EQ(old->classes->number, (std::vector<double>{3, 4}));
  EXPECT_EQ(width(*old->proba), 2u);
  EXPECT_TRUE(old->log_proba);
  ASSERT_EQ(refusal(kClassifier, classes(stump(kCounts, 1, 2)), 2, "1.4.1"), "");
  EXPECT_EQ(forest()->leaves, (std::vector<double>{3, 1, 1, 3}));
}

// Where rounding makes the fractions of two counts equal, the greater count still wins.
TEST_F(DecisionTrees, CountsDecide) {
  const auto with = [](double second) {
    return numbers(stump({1, 1, 1, 1, 1.9999999999999996, second, 1.95, 1.95, 1, 1, 1, 1}, 1, 4)) +
           is("classes_", labels({1, 2, 3, 4}));
  };
  ASSERT_EQ(refusal(kClassifier, with(1.5), 2, "1.3.2"), "");
  EXPECT_EQ(forest("counts"), nullptr);
  ASSERT_EQ(refusal(kClassifier, with(1.9999999999999998), 2, "1.3.2"), "");
  EXPECT_EQ(forest()->leaves[0], forest()->leaves[1]);
  ASSERT_NE(forest("counts"), nullptr);
  EXPECT_LT(forest("counts")->leaves[0], forest("counts")->leaves[1]);
}

TEST_F(DecisionTrees, OfSeveralTargetsEachHasItsClasses) {
  const std::string tree = stump({1, 1, 0, 2, 2, 2, 1, 0, 0, 1, 1, 2, 0, 1, 0, 2, 1, 1}, 2, 3);
  const std::string attributes = is("tree_", tree) + is("n_outputs_", whole(2));
  const auto made = emitted(
      kClassifier, attributes + is("classes_", list_of({labels({0, 1}), labels({5, 6, 7})})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_FALSE(made->classes);
  ASSERT_EQ(made->target_classes.size(), 2u);
  EXPECT_EQ(made->target_classes[1].number, (std::vector<double>{5, 6, 7}));
  EXPECT_EQ(width(*made->proba), 5u);  // the third column of the first target is none
  EXPECT_EQ(width(*made->predict), 2u);
  EXPECT_EQ(forest()->leaves, (std::vector<double>{1, 0, 1, 1, 2, 0, 1, 2, 1, 1}));
  EXPECT_EQ(refusal(kClassifier, attributes + is("classes_", list_of({labels({0, 1})}))),
            "WRONG_SHAPE: classes of 1 targets, wanted 2");
}

// From 1.3 on a node knows where a missing value goes; what comes in is refused unless the criterion,
// the splitter and the lack of constraints let it be.
TEST_F(DecisionTrees, MissingValues) {
  const auto tree = [](bool knows) {
    return numbers(fitted_tree(
        {{.left = 1, .right = 2, .feature = 0, .threshold = 1, .missing_left = true}, {}, {}},
        {0, 1, 2}, 1, 1, knows));
  };
  const auto with = [&](const std::string& criterion, const std::string& splitter) {
    return tree(true) + is("criterion", text_of(criterion)) + is("splitter", text_of(splitter));
  };
  ASSERT_EQ(refusal(kRegressor, with("squared_error", "best"), 2, "1.3.2"), "");
  EXPECT_TRUE(takes_nan());
  EXPECT_EQ(forest()->nodes[0].missing, model::Missing::kNan);
  EXPECT_TRUE(forest()->nodes[0].default_left);
  ASSERT_EQ(refusal(kRegressor, tree(false), 2, "1.2.2"), "");
  EXPECT_FALSE(takes_nan());
  EXPECT_EQ(forest()->nodes[0].missing, model::Missing::kNever);

  ASSERT_EQ(refusal(kRegressor, with("squared_error", "random"), 2, "1.5.2"), "");
  EXPECT_FALSE(takes_nan());
  ASSERT_EQ(refusal(kRegressor, with("squared_error", "random"), 2, "1.6.1"), "");
  EXPECT_TRUE(takes_nan());
  ASSERT_EQ(refusal(kRegressor, with("absolute_error", "best"), 2, "1.8.0"), "");
  EXPECT_FALSE(takes_nan());
  ASSERT_EQ(refusal(kRegressor, with("absolute_error", "best"), 2, "1.9.1"), "");
  EXPECT_TRUE(takes_nan());
  ASSERT_EQ(refusal(kExtra, with("squared_error", "best"), 2, "1.9.1"), "");
  EXPECT_FALSE(takes_nan());
  const std::string constraint = is("monotonic_cst", list_of({whole(1), whole(0)}));
  ASSERT_EQ(refusal(kRegressor, with("squared_error", "best") + constraint, 2, "1.4.2"), "");
  EXPECT_FALSE(takes_nan());
}

TEST_F(DecisionTrees, ClassesHaveMovedSince018) {
  const std::string old =
      is("presort", truth(false)) + is("n_features_", whole(2)) + is("min_impurity_split", none());
  for (const char* name : {"DecisionTreeClassifier", "ExtraTreeClassifier"})
    EXPECT_EQ(refusal(std::string("sklearn.tree.tree.") + name, classes(stump(kCounts, 1, 2)) + old,
                      2, "0.18.2"),
              "");
  for (const char* name : {"DecisionTreeRegressor", "ExtraTreeRegressor"})
    EXPECT_EQ(refusal(std::string("sklearn.tree.tree.") + name, numbers(stump({0, 1, 2})) + old, 2,
                      "0.18.2"),
              "");
}

TEST_F(DecisionTrees, WhatWasNotFittedIsRefused) {
  EXPECT_EQ(refusal(kRegressor, is("n_outputs_", whole(1))),
            "MISSING_ATTRIBUTE: a tree that was not fitted");
  EXPECT_EQ(refusal(kClassifier, numbers(stump(kCounts, 1, 2))),
            "MISSING_ATTRIBUTE: there is no attribute classes_");
}

TEST_F(DecisionTrees, WhatDoesNotFitIsRefused) {
  const auto tree_of = [](const TreeNode& root) {
    return numbers(fitted_tree({root, {}, {}}, {0, 1, 2}));
  };
  const TreeNode sound = {.left = 1, .right = 2, .feature = 0, .threshold = 1};
  EXPECT_EQ(refusal(kRegressor, tree_of(sound)), "");
  TreeNode node = sound;
  node.feature = 2;
  EXPECT_EQ(refusal(kRegressor, tree_of(node)), "BAD_MODEL: tree 0, node 0: feature 2 of 2");
  node = sound, node.right = 3;
  EXPECT_EQ(refusal(kRegressor, tree_of(node)), "BAD_MODEL: tree 0, node 0: a child out of range");
  node = sound, node.left = 0;  // a walk without end
  EXPECT_EQ(refusal(kRegressor, tree_of(node)), "BAD_MODEL: tree 0, node 0: a child out of range");
  node = sound, node.threshold = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(refusal(kRegressor, tree_of(node)), "BAD_MODEL: tree 0, node 0: the threshold is NaN");
  EXPECT_EQ(refusal(kRegressor, numbers(fitted_tree({sound, {}, {}}, {0, 1, 2, 3, 4, 5}, 2))),
            "WRONG_SHAPE: a tree has 2 targets of up to 1 classes, wanted 1 of up to 1");
  EXPECT_EQ(refusal(kRegressor, is("tree_", stump({0, 1, 2})) + is("n_outputs_", whole(0))),
            "WRONG_SHAPE: 0 targets");
  EXPECT_EQ(refusal(kClassifier, classes(stump({1, 1, 1, 1, 1, 1, 1, 1, 1}, 1, 3))),
            "WRONG_SHAPE: a tree has 1 targets of up to 3 classes, wanted 1 of up to 2");
  EXPECT_EQ(refusal(kClassifier, numbers(stump(kCounts, 1, 2)) + is("classes_", labels({}))),
            "WRONG_SHAPE: there are no classes");
}

TEST_F(DecisionTrees, WhatIsNotKnownIsRefusedByName) {
  EXPECT_EQ(refusal(kRegressor, numbers(stump({0, 1, 2})) + is("linear_leaves_", truth(true))),
            "UNKNOWN_ATTRIBUTE: " + kRegressor +
                " of scikit-learn 1.4.2 has the attribute linear_leaves_ (True), which Slipway "
                "does not know");
}

}  // namespace
}  // namespace slipway::format::sklearn
