// tree_ensemble: what is refused.
#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TreeEnsemble tree() {
  TreeEnsemble op;
  op.inputs = 2;
  op.roots = {0};
  op.leaves = {1, 2, 3};
  op.nodes = {{.threshold = 1, .left = ~0, .right = 1, .feature = 0},
              {.left = ~1, .right = ~2, .feature = 1, .categorical = true}};
  op.sets = {{0, 1}};
  op.set_words = {5};
  return op;
}

TEST(Check, TreeEnsemble) {
  EXPECT_EQ(made(tree(), {kF64, kF32}), Columns{kF64});
  TreeEnsemble wide = tree();
  wide.outputs = wide.leaf_width = 3;
  wide.nodes = {{.left = ~0, .right = ~0}};
  wide.accumulate = kF32;
  wide.base = {1, 2, 3};
  EXPECT_EQ(made(wide, {kF64, kF64}), (Columns{kF32, kF32, kF32}));
}

// Breaks one thing of the tree, and says why it is refused.
template <class Break>
std::string broken(Break break_it) {
  TreeEnsemble op = tree();
  break_it(op);
  return refusal(op, {kF64, kF64});
}

TEST(Check, TreeEnsembleSizes) {
  using T = TreeEnsemble;
  EXPECT_EQ(refusal(tree(), {kF64, kText}), "works on numbers, but is given something else");
  EXPECT_EQ(broken([](T& op) { op.inputs = 3; }), "inputs has 3 values, wanted 2");
  EXPECT_EQ(broken([](T& op) { op.outputs = 0; }), "has no output");
  EXPECT_EQ(broken([](T& op) { op.leaf_width = 0; }), "has no output");
  EXPECT_EQ(broken([](T& op) { op.outputs = 4'000'000'000; }),
            "has 4000000000 columns, at most 100000");
  EXPECT_EQ(broken([](T& op) { op.leaf_width = 3; }),
            "leaf vectors have another width than the output");
  EXPECT_EQ(broken([](T& op) { op.base = {1, 2}; }), "base has 2 values, wanted 1");
  EXPECT_EQ(broken([](T& op) { op.tree_output = {0, 0}; }), "tree_output has 2 values, wanted 1");
  EXPECT_EQ(broken([](T& op) { op.outputs = 2; }), "does not say which output a tree adds to");
  EXPECT_EQ(broken([](T& op) { op.tree_output = {1}; }),
            "a tree adds to an output that there is not");
  EXPECT_EQ(broken([](T& op) { op.outputs = op.leaf_width = 2; }), "leaves are cut off");
  EXPECT_EQ(broken([](T& op) { op.leaf_models.resize(2); }), "leaf_models has 2 values, wanted 3");
  EXPECT_EQ(broken([](T& op) { op.accumulate = kI64; }), "sums in no number");
}

TEST(Check, TreeEnsembleParts) {
  using T = TreeEnsemble;
  EXPECT_EQ(broken([](T& op) { op.sets[0].words = 2; }), "a category set out of range");
  EXPECT_EQ(broken([](T& op) { op.sets[0] = {2, 0}; }), "a category set out of range");
  EXPECT_EQ(broken([](T& op) { op.sets[0] = {1, ~0u}; }), "a category set out of range");
  EXPECT_EQ(broken([](T& op) {
              op.leaf_models = {{0, {0}, {}}, {}, {}};
            }),
            "leaf coef has 0 values, wanted 1");
  EXPECT_EQ(broken([](T& op) {
              op.leaf_models = {{0, {2}, {1}}, {}, {}};
            }),
            "a leaf's model reads a feature that there is not");
  EXPECT_EQ(broken([](T& op) { op.roots = {2}; }), "tree 0 is out of range");
  EXPECT_EQ(broken([](T& op) { op.roots = {0, 3}; }), "tree 0 is out of range");
  EXPECT_EQ(broken([](T& op) { op.roots = {1, 0}; }), "tree 0 is out of range");
  EXPECT_EQ(broken([](T& op) { op.roots = {0, 2}; }), "tree 1 is out of range");
}

TEST(Check, TreeEnsembleNodes) {
  using T = TreeEnsemble;
  EXPECT_EQ(broken([](T& op) { op.nodes[0].left = 2; }), "tree 0, node 0: a child out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[0].right = 0; }),  // a loop
            "tree 0, node 0: a child out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[1].left = 0; }),  // backwards: a loop too
            "tree 0, node 1: a child out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[1].right = ~3; }), "tree 0, node 1: a child out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[1].left = op.nodes[1].right = ~3; }),
            "tree 0, node 1: a child out of range");
  EXPECT_EQ(broken([](T& op) {
              op.roots = {0, 1};
            }),  // into the next tree
            "tree 0, node 0: a child out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[0].feature = 2; }), "tree 0, node 0: feature 2 of 2");
  EXPECT_EQ(broken([](T& op) { op.nodes[1].category_set = 1; }),
            "tree 0, node 1: a category set out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[0].threshold = kNan; }),
            "tree 0, node 0: the threshold is NaN");
}

}  // namespace
}  // namespace slipway::model
