// tree_ensemble, tree_leaves: what is refused.
#include "model/stages/trees.h"

#include "model/stages/forest_test.h"

namespace slipway::model {
namespace {

TEST(Check, TreeEnsemble) {
  EXPECT_EQ(made(tree().ensemble(), {kF64, kF32}), Columns{kF64});
  Trees wide = tree();
  wide.outputs = wide.leaf_width = 3;
  wide.nodes = {{.left = ~0, .right = ~0}};
  wide.accumulate = kF32;
  wide.base = {1, 2, 3};
  EXPECT_EQ(made(wide.ensemble(), {kF64, kF64}), (Columns{kF32, kF32, kF32}));
}

TEST(Check, TreeEnsembleSizes) {
  using T = Trees;
  EXPECT_EQ(refusal(tree().ensemble(), {kF64, kText}),
            "works on numbers, but is given something else");
  EXPECT_EQ(broken([](T& op) { op.inputs = 3; }), "inputs has 3 values, wanted 2");
  EXPECT_EQ(broken([](T& op) { op.outputs = 0; }), "has no output");
  EXPECT_EQ(broken([](T& op) { op.leaf_width = 0; }), "leaves have no value");
  EXPECT_EQ(broken([](T& op) { op.outputs = 4'000'000'000; }),
            "has 4000000000 columns, at most 100000");
  EXPECT_EQ(broken([](T& op) { op.leaf_width = 3, op.leaves.resize(9); }),
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

TEST(Check, AnEnsembleOrItsLeavesNeedATree) {
  EXPECT_EQ(refusal(TreeEnsemble{}, {kF64, kF64}), "has no trees");
  EXPECT_EQ(refusal(TreeLeaves{}, {kF64, kF64}), "has no trees");
  Trees none = tree();
  none.roots.clear();
  EXPECT_EQ(made(none.ensemble(), {kF64, kF64}), Columns{kF64});  // the base alone
  EXPECT_EQ(refusal(none.leaves_of(), {kF64, kF64}), "has no tree");
}

TEST(Check, SumsMayStartByRow) {
  const Block rows{{kF64, kF64}}, start{{kF64}}, wide{{kF64, kF64}}, single{{kF32}};
  EXPECT_TRUE(tree().ensemble().check({&rows, &start}).ok());
  const auto why = [&](const Trees& trees, const Inputs& in) {
    const auto out = trees.ensemble().check(in);
    return out.ok() ? std::string() : out.status().message();
  };
  EXPECT_EQ(why(tree(), {&rows, &wide}), "start has 2 values, wanted 1");
  EXPECT_EQ(why(tree(), {&rows, &single}), "sums start from float64 only");
  EXPECT_EQ(why(tree(), {&rows, &start, &start}), "takes rows, and where their sums start");
  Trees based = tree();
  based.base = {1};
  EXPECT_EQ(why(based, {&rows, &start}), "sums start from two places");
}

TEST(Check, LeavesAreAColumnATree) {
  Trees two = tree();
  two.roots = {0, 2};
  two.nodes.push_back({.left = ~2, .right = ~2});
  EXPECT_EQ(made(two.leaves_of(), {kF64, kF32}), (Columns{kI64, kI64}));
  two.leaf_name = {1, 2};
  EXPECT_EQ(refusal(two.leaves_of(), {kF64, kF64}), "leaf_name has 2 values, wanted 3");
  two.nodes[0].right = 0;
  two.leaf_name.clear();
  EXPECT_EQ(refusal(two.leaves_of(), {kF64, kF64}), "tree 0, node 0: a child out of range");
}

}  // namespace
}  // namespace slipway::model
