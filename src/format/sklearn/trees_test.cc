// The fitted trees of scikit-learn as they lie in a file, and as they are appended to a forest. What
// estimators of trees offer is in sklearn_tree_test.cc and sklearn_ensemble_forest_test.cc.
#include "format/sklearn/trees.h"

#include "format/sklearn/trees_test.h"

namespace slipway::format::sklearn {
namespace {

using model::Missing;

class FittedTrees : public Records {
 protected:
  base::Result<FittedTree> read(const std::string& tree) {
    return read_tree(value(tree_regressor(tree)));
  }
  // The forest of these trees, whose leaves are the numbers of their nodes.
  model::Forest forest_of(const std::vector<std::string>& trees) {
    model::Forest forest;
    for (const std::string& tree : trees) {
      const auto fitted = read(tree);
      EXPECT_TRUE(fitted.ok()) << fitted.status().text();
      append_tree(
          *fitted,
          [](std::size_t node, std::vector<double>& out) {
            out.push_back(static_cast<double>(node));
          },
          forest);
    }
    return forest;
  }
  Context context(const std::string& name, const std::string& version) {
    given(2);
    Context outer(builder_, findings_);
    auto inner =
        outer.enter(value(object(name, is("_sklearn_version", text_of(version)))), "model");
    EXPECT_TRUE(inner.ok()) << inner.status().text();
    return inner->context;
  }
};

// 0: x1 <= 0.5 ? (1: x0 <= 2 ? 2 : 3) : 4
const std::vector<TreeNode> kFive = {
    {.left = 1, .right = 4, .feature = 1, .threshold = 0.5, .samples = 9},
    {.left = 2, .right = 3, .feature = 0, .threshold = 2, .samples = 6, .missing_left = true},
    {.samples = 4},
    {.samples = 2},
    {.samples = 3}};
const std::vector<double> kValues = {0, 1, 2, 3, 4};

TEST_F(FittedTrees, NodesAreReadByTheNamesOfTheirFields) {
  const auto tree = read(fitted_tree(kFive, kValues));
  ASSERT_TRUE(tree.ok()) << tree.status().text();
  EXPECT_EQ(tree->size(), 5u);
  EXPECT_EQ(tree->left, (std::vector<std::int64_t>{1, 2, -1, -1, -1}));
  EXPECT_EQ(tree->right, (std::vector<std::int64_t>{4, 3, -1, -1, -1}));
  EXPECT_EQ(tree->feature, (std::vector<std::int64_t>{1, 0, -2, -2, -2}));
  EXPECT_EQ(tree->threshold, (std::vector<double>{0.5, 2, -2, -2, -2}));
  EXPECT_EQ(tree->samples, (std::vector<std::int64_t>{9, 6, 4, 2, 3}));
  EXPECT_EQ(tree->missing_left, (std::vector<std::int64_t>{0, 1, 0, 0, 0}));
  EXPECT_TRUE(tree->knows_missing);
  EXPECT_EQ(tree->values, kValues);
  EXPECT_FALSE(tree->is_leaf(1));
  EXPECT_TRUE(tree->is_leaf(2));
}

TEST_F(FittedTrees, Until13TheyKnowNothingOfMissingValues) {
  const auto tree = read(fitted_tree(kFive, kValues, 1, 1, false));
  ASSERT_TRUE(tree.ok()) << tree.status().text();
  EXPECT_FALSE(tree->knows_missing);
  EXPECT_EQ(tree->missing_left, (std::vector<std::int64_t>{0, 0, 0, 0, 0}));
  for (const model::Node& node : forest_of({fitted_tree(kFive, kValues, 1, 1, false)}).nodes)
    EXPECT_EQ(node.missing, Missing::kNever);
}

TEST_F(FittedTrees, ValuesAreOfTargetsAndClasses) {
  const auto tree = read(fitted_tree({{}}, {1, 2, 3, 4, 5, 6}, 2, 3));
  ASSERT_TRUE(tree.ok()) << tree.status().text();
  EXPECT_EQ(tree->targets, 2u);
  EXPECT_EQ(tree->classes, 3u);
}

std::string tree_of(const std::string& nodes, const std::string& values,
                    const std::string& more = "") {
  return object("sklearn.tree._tree.Tree", is("nodes", nodes) + is("values", values) + more);
}
std::string nodes_of(const std::vector<std::pair<std::string, std::string>>& fields) {
  return table(fields, {std::vector<double>(fields.size(), -1)});
}
const std::vector<std::pair<std::string, std::string>> kFields = {
    {"left_child", "i8"},
    {"right_child", "i8"},
    {"feature", "i8"},
    {"threshold", "f8"},
    {"impurity", "f8"},
    {"n_node_samples", "i8"},
    {"weighted_n_node_samples", "f8"}};

// A field or an attribute of a newer version may change what the others mean.
TEST_F(FittedTrees, WhatIsNotKnownIsRefusedByName) {
  const std::string one = array({1, 1, 1}, {5});
  EXPECT_TRUE(read(tree_of(nodes_of(kFields), one)).ok());
  EXPECT_TRUE(
      read(tree_of(nodes_of(kFields), one, is("max_depth", whole(1)) + is("node_count", whole(1))))
          .ok());
  EXPECT_EQ(read(tree_of(nodes_of(kFields), one, is("oblique", whole(1)))).status().text(),
            "a tree has the attribute oblique, which Slipway does not know (UNKNOWN_ATTRIBUTE)");
  auto more = kFields;
  more.emplace_back("category", "i8");
  EXPECT_EQ(read(tree_of(nodes_of(more), one)).status().text(),
            "the nodes of a tree have the field category, which Slipway does not know "
            "(UNKNOWN_ATTRIBUTE)");
}

TEST_F(FittedTrees, WhatIsMissingOrOfAnotherShapeIsRefused) {
  for (const std::size_t left_out : {0u, 1u, 2u, 3u, 5u}) {
    auto fewer = kFields;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(left_out));
    EXPECT_EQ(read(tree_of(nodes_of(fewer), array({1, 1, 1}, {5}))).status().message(),
              "the array has no field \"" + kFields[left_out].first + "\"");
  }
  for (const std::string& values :
       {array({2, 1, 1}, {5, 5}), array({1, 1}, {5}), array({1, 0, 1}, {}), array({1, 1, 0}, {})})
    EXPECT_EQ(read(tree_of(nodes_of(kFields), values)).status().text(),
              "a tree of 1 nodes has other values (WRONG_SHAPE)");
  for (const std::string& other : {none(), whole(1), object("evil.Tree", "")})
    EXPECT_EQ(read(other).status().text(), "a tree that was not fitted (MISSING_ATTRIBUTE)");
  EXPECT_STREQ(read(object("sklearn.tree._tree.Tree", "")).status().reason(), "WRONG_TYPE");
}

// Leaves are links, and no nodes.
TEST_F(FittedTrees, OneIsAppendedBehindTheOther) {
  const model::Forest forest =
      forest_of({fitted_tree(kFive, kValues), fitted_tree({{}}, {6}), stump({0, 1, 2})});
  EXPECT_EQ(forest.roots, (std::vector<std::uint32_t>{0, 2, 3}));
  ASSERT_EQ(forest.nodes.size(), 4u);
  EXPECT_EQ(forest.nodes[0].left, 1);
  EXPECT_EQ(forest.nodes[0].right, ~2);
  EXPECT_EQ(forest.nodes[0].feature, 1u);
  EXPECT_EQ(forest.nodes[0].threshold, 0.5);
  EXPECT_EQ(forest.nodes[0].missing, Missing::kNan);
  EXPECT_FALSE(forest.nodes[0].default_left);
  EXPECT_EQ(forest.nodes[1].left, ~0);
  EXPECT_EQ(forest.nodes[1].right, ~1);
  EXPECT_TRUE(forest.nodes[1].default_left);
  EXPECT_TRUE(forest.nodes[2].is_leaf());  // a tree that is one leaf
  EXPECT_EQ(forest.nodes[2].left, ~3);
  EXPECT_EQ(forest.nodes[3].left, ~4);
  EXPECT_EQ(forest.leaves, (std::vector<double>{2, 3, 4, 0, 1, 2}));
  EXPECT_EQ(forest.leaf_name, (std::vector<std::uint32_t>{2, 3, 4, 0, 1, 2}));
}

// … but to the root of the first tree, which no child may be: check_forest() refuses it.
TEST_F(FittedTrees, AChildThatIsNotThereLeadsNowhere) {
  for (const int child : {3, 1'000'000'000}) {
    const model::Forest forest = forest_of({fitted_tree(
        {{.left = child, .right = 2, .feature = 0, .threshold = 1}, {}, {}}, {0, 1, 2})});
    EXPECT_EQ(forest.nodes[0].left, 0);
    EXPECT_FALSE(check_forest(forest).ok());
  }
  const model::Forest half = forest_of(
      {fitted_tree({{.left = 1, .right = -1, .feature = 0, .threshold = 1}, {}}, {0, 1})});
  EXPECT_EQ(half.nodes[0].right, 0);
  EXPECT_FALSE(check_forest(half).ok());
}

// A file may name one tree a million times: room is made for it once.
TEST_F(FittedTrees, RoomIsMadeForEachTreeOnce) {
  Ref tree = value(tree_regressor(fitted_tree(kFive, kValues)));
  model::Forest forest;
  reserve_trees(std::vector<Ref>(1000, tree), 7, forest);
  EXPECT_GE(forest.nodes.capacity(), 2u);
  EXPECT_LT(forest.nodes.capacity(), 10u);
  EXPECT_GE(forest.leaves.capacity(), 3u * 7);
  EXPECT_LT(forest.leaves.capacity(), 70u);
  reserve_trees({value(none()), value(object("x.X", ""))}, 1, forest);  // refused later
}

// Without n_outputs_ there is one target.
TEST_F(FittedTrees, OneTargetIfNothingSays) {
  const auto made =
      emitted("sklearn.tree._classes.DecisionTreeRegressor", is("tree_", stump({0, 1, 2})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_FALSE(made->predict_is_vector);
}

// ---- missing values ----

const std::string kTree = "sklearn.tree._classes.DecisionTreeClassifier";
const std::string kExtraTree = "sklearn.tree._classes.ExtraTreeClassifier";
const std::string kForest = "sklearn.ensemble._forest.RandomForestClassifier";
const std::string kExtraTrees = "sklearn.ensemble._forest.ExtraTreesClassifier";

std::string options(const std::string& criterion, const std::string& splitter = "") {
  return is("criterion", text_of(criterion)) +
         (splitter.empty() ? "" : is("splitter", text_of(splitter)));
}

TEST_F(FittedTrees, WhichAllowMissingValues) {
  const auto first = [this](const std::string& name, const std::string& attributes) {
    for (const char* version : {"1.2.2", "1.3.0", "1.4.0", "1.5.2", "1.6.0", "1.8.0", "1.9.0"})
      if (allows_nan(context(name, version), value(object(name, attributes))))
        return std::string(version);
    return std::string("never");
  };
  EXPECT_EQ(first(kTree, options("gini", "best")), "1.3.0");
  EXPECT_EQ(first(kTree, options("gini", "random")), "1.6.0");
  EXPECT_EQ(first(kExtraTree, options("gini", "random")), "1.6.0");
  EXPECT_EQ(first(kExtraTree, options("gini", "best")), "1.3.0");
  EXPECT_EQ(first(kForest, options("gini")), "1.4.0");
  EXPECT_EQ(first(kExtraTrees, options("gini")), "1.6.0");
  for (const char* criterion : {"log_loss", "entropy", "squared_error", "friedman_mse", "poisson"})
    EXPECT_EQ(first(kTree, options(criterion, "best")), "1.3.0") << criterion;
  EXPECT_EQ(first(kTree, options("absolute_error", "best")), "1.9.0");
  EXPECT_EQ(first(kTree, is("splitter", text_of("best"))), "1.9.0");
}

// From 1.6 on an extra tree takes them with its own splitter alone.
TEST_F(FittedTrees, AnExtraTreeOfTheBestSplitterNoMoreDoes) {
  const auto allows = [this](const char* version) {
    return allows_nan(context(kExtraTree, version),
                      value(object(kExtraTree, options("gini", "best"))));
  };
  EXPECT_TRUE(allows("1.5.2"));
  EXPECT_FALSE(allows("1.6.1"));
  EXPECT_FALSE(allows("1.9.1"));
}

// A forest asks its trees; they say nothing of constraints, with which they take none before 1.9.
TEST_F(FittedTrees, WhichTakeMissingValues) {
  const auto takes = [this](const std::string& origin, const char* version,
                            const std::string& more = "") {
    return takes_nan(context(origin, version),
                     value(object(kTree, options("gini", "best") + more)));
  };
  EXPECT_FALSE(takes(kForest, "1.3.2"));
  EXPECT_TRUE(takes(kTree, "1.3.2"));
  EXPECT_TRUE(takes(kForest, "1.4.0"));
  const std::string constraint = is("monotonic_cst", list_of({whole(1), whole(0)}));
  EXPECT_FALSE(takes(kTree, "1.4.2", constraint));
  EXPECT_FALSE(takes(kTree, "1.8.0", constraint));
  EXPECT_TRUE(takes(kTree, "1.9.1", constraint));
  EXPECT_TRUE(takes(kTree, "1.4.2", is("monotonic_cst", none())));
}

// ---- the trees of an ensemble ----

TEST_F(FittedTrees, OfAnEnsembleOfOneOrTwoDimensions) {
  const Adapter adapter = {.package = "x",
                           .classes = {"X"},
                           .convert = nullptr,
                           .reads = {"estimators_"},
                           .ignores = {}};
  const auto trees = [&](const std::string& attributes) {
    auto state = Attributes::of(value(object("x.X", attributes)), adapter);
    EXPECT_TRUE(state.ok());
    return trees_of(*state);
  };
  EXPECT_EQ(trees(is("estimators_", list_of({none(), none()})))->size(), 2u);
  const std::string two_by_one =
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I2\nI1\nt"
      "cnumpy\ndtype\n(S'O8'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI63\ntbI00\n(NNltb";
  EXPECT_EQ(trees(is("estimators_", two_by_one))->size(), 2u);
  EXPECT_EQ(trees(is("estimators_", list_of({}))).status().text(),
            "there are no trees (MISSING_ATTRIBUTE); fit the estimator before it is saved");
  EXPECT_STREQ(trees("").status().reason(), "MISSING_ATTRIBUTE");
  EXPECT_STREQ(trees(is("estimators_", none())).status().reason(), "WRONG_TYPE");
}

TEST_F(FittedTrees, InsideAnEnsembleRefusalsNameTheTree) {
  const Context forest = context(kForest, "1.4.2");
  const auto refused = [&](const std::string& tree) {
    const auto fitted = read_inner_tree(forest, value(tree), "estimators_[3]");
    EXPECT_FALSE(fitted.ok());
    return fitted.status();
  };
  EXPECT_TRUE(read_inner_tree(forest, value(tree_regressor(stump({0, 1, 2}))), "t").ok());
  EXPECT_EQ(refused(tree_regressor(none())).place(), "model.estimators_[3]");
  const base::Status novel = refused(tree_regressor(stump({0, 1, 2}), is("novel", whole(1))));
  EXPECT_EQ(novel.place(), "model.estimators_[3]");
  EXPECT_STREQ(novel.reason(), "UNKNOWN_ATTRIBUTE");
  EXPECT_STREQ(refused(object("os.system", "")).reason(), "UNKNOWN_SYMBOL");
}

}  // namespace
}  // namespace slipway::format::sklearn
