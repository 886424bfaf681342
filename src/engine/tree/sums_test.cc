// One row through one tree by the contract's letter, and leaves added in its order.
#include "engine/tree/sums.h"

#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"

namespace slipway::engine::tree {
namespace {

using model::Missing;

// x0 against 5: left is leaf 1, right leaf 2.
Trees stump(model::Node node) {
  Trees op;
  op.inputs = 1;
  op.roots = {0};
  op.leaves = {1, 2};
  if (!node.categorical) node.threshold = 5;
  node.left = ~0, node.right = ~1;
  op.nodes = {node};
  return op;
}

double leaf(const Trees& op, double x) {
  Bench bench({kF64});
  return bench.stage(op).row({x}).run()[0][0];
}

TEST(TreeSums, NotANumberNeverGoesLeftUnlessItIsTold) {
  Trees op;
  op.inputs = 1;
  op.roots = {0};
  op.leaves = {1, 2};
  model::Node node;
  node.threshold = 5, node.left = ~0, node.right = ~1;
  const auto leaf_of = [&](model::Missing missing, bool default_left) {
    node.missing = missing, node.default_left = default_left;
    op.nodes = {node};
    Bench bench({kF64});
    bench.stage(op);
    bench.columns[0].append_null();
    return bench.run()[0][0];
  };
  EXPECT_EQ(leaf_of(model::Missing::kNever, true), 2);
  EXPECT_EQ(leaf_of(model::Missing::kNan, true), 1);
  EXPECT_EQ(leaf_of(model::Missing::kNan, false), 2);
  EXPECT_EQ(leaf_of(model::Missing::kNanToZero, false), 1);  // 0 <= 5
}

TEST(TreeSums, TheThresholdItselfGoesLeftOrNot) {
  Trees op = stump({});
  EXPECT_EQ(leaf(op, 5), 1);
  EXPECT_EQ(leaf(op, std::nextafter(5.0, 6.0)), 2);
  EXPECT_EQ(leaf(op, -kInf), 1);
  EXPECT_EQ(leaf(op, kInf), 2);
  op.compare = model::Compare::kLess;
  EXPECT_EQ(leaf(op, 5), 2);
  EXPECT_EQ(leaf(op, std::nextafter(5.0, 0.0)), 1);
}

// 5 + 1e-9 is 5 in float32.
TEST(TreeSums, TheValueIsCastBeforeItIsCompared) {
  Trees op = stump({});
  EXPECT_EQ(leaf(op, 5 + 1e-9), 2);
  op.input = model::Element::kF32;
  EXPECT_EQ(leaf(op, 5 + 1e-9), 1);
  EXPECT_EQ(leaf(op, 1e300), 2);
}

TEST(TreeSums, ZeroMayBeMissing) {
  Trees op = stump({.default_left = false, .missing = Missing::kZeroOrNan});
  for (const double x : {0.0, -0.0, model::kTiny, -model::kTiny, kNan}) EXPECT_EQ(leaf(op, x), 2);
  for (const double x : {std::nextafter(model::kTiny, 1.0), -1.0}) EXPECT_EQ(leaf(op, x), 1) << x;
}

TEST(TreeSums, WhatIsTinyMayBeZeroBeforeAnythingElse) {
  Trees op = stump({});
  op.nodes[0].threshold = 0;
  EXPECT_EQ(leaf(op, 1e-36), 2);
  op.tiny_is_zero = true;
  EXPECT_EQ(leaf(op, 1e-36), 1);
  EXPECT_EQ(leaf(op, 1e-34), 2);
}

// Categories 0, 2 and 33 are in the set.
Trees categorical() {
  Trees op = stump({.categorical = true, .default_left = true});
  op.sets = {{0, 2}};
  op.set_words = {5, 2};
  return op;
}

TEST(TreeSums, CategoriesInTheSetGoLeft) {
  const Trees op = categorical();
  for (const double x : {0.0, -0.0, 2.0, 2.9, 33.0}) EXPECT_EQ(leaf(op, x), 1) << x;
  for (const double x : {1.0, 32.0, 64.0, 1e300, kInf, -0.5, -1.0, -kInf, kNan})
    EXPECT_EQ(leaf(op, x), 2) << x;
}

TEST(TreeSums, LightgbmTakesWhatLiesAboveMinusOneForCategory0) {
  Trees op = categorical();
  op.category_truncates = true;
  EXPECT_EQ(leaf(op, -0.5), 1);
  EXPECT_EQ(leaf(op, -1), 2);
  EXPECT_EQ(leaf(op, kNan), 2);
}

TEST(TreeSums, XgboostGoesRightInTheSetAndMayTakeTheUnknownForMissing) {
  Trees op = categorical();
  op.category_in_set_left = false;
  EXPECT_EQ(leaf(op, 2), 2);
  EXPECT_EQ(leaf(op, 64), 1);
  op.nodes[0].default_left = false;
  op.category_missing = true;
  for (const double x : {64.0, -1.0, kNan, kInf}) EXPECT_EQ(leaf(op, x), 2) << x;
  EXPECT_EQ(leaf(op, 1), 1);  // in range, not in the set
}

// Leaves of one node each, all of one output.
Trees constants(std::vector<double> values) {
  Trees op;
  op.inputs = 1;
  for (std::size_t t = 0; t < values.size(); ++t) {
    op.roots.push_back(static_cast<std::uint32_t>(t));
    const auto link = ~static_cast<std::int32_t>(t);
    op.nodes.push_back({.left = link, .right = link});
  }
  op.leaves = std::move(values);
  return op;
}

TEST(TreeSums, TheBaseComesFirstOrLast) {
  Trees op = constants({1, -1e16});
  op.base = {1e16};
  EXPECT_EQ(leaf(op, 0), 0);  // (1e16 + 1) - 1e16: the 1 is lost
  op.base_first = false;
  EXPECT_EQ(leaf(op, 0), (1 - 1e16) + 1e16);
  EXPECT_NE(leaf(op, 0), 1);
}

TEST(TreeSums, EveryAdditionIsRoundedToTheAccumulator) {
  Trees op = constants({0.1, 0.2, 0.3});
  EXPECT_EQ(leaf(op, 0), 0.1 + 0.2 + 0.3);
  op.accumulate = model::Element::kF32;
  EXPECT_EQ(leaf(op, 0), static_cast<double>(0.1f + 0.2f + 0.3f));
  op.wide_leaves = true;
  const auto two = static_cast<float>(static_cast<double>(0.1f) + 0.2);
  EXPECT_EQ(leaf(op, 0), static_cast<double>(static_cast<float>(static_cast<double>(two) + 0.3)));
  op.leaves = {1, 0x1.000001p-24, 0};  // half a unit and a little: as a float it is a half
  EXPECT_EQ(leaf(op, 0), 1 + 0x1p-23);
  op.wide_leaves = false;
  EXPECT_EQ(leaf(op, 0), 1);
}

TEST(TreeSums, AMeanIsOverTheTreesThatAddToTheOutput) {
  Trees op = constants({1, 2, 6, 5});
  op.aggregate = model::Aggregate::kMean;
  op.base = {10};
  op.base_first = false;
  EXPECT_EQ(leaf(op, 0), 13.5);
  op.outputs = 2;
  op.base.clear();
  op.tree_output = {0, 0, 0, 1};
  Bench bench({kF64});
  EXPECT_EQ(bench.stage(op).row({0}).run(), (Rows{{3, 5}}));
}

TEST(TreeSums, LeafVectorsAddToAllOutputs) {
  Trees op = constants({1, 2, 10, 20});
  op.roots = {0, 1};
  op.nodes.resize(2);
  op.outputs = op.leaf_width = 2;
  op.aggregate = model::Aggregate::kMean;
  Bench bench({kF64});
  EXPECT_EQ(bench.stage(op).row({0}).run(), (Rows{{5.5, 11}}));
}

TEST(TreeSums, ALeafMayBeALinearModel) {
  Trees op = constants({7});
  op.leaf_models = {{1, {0, 0}, {2, 0.5}}};
  EXPECT_EQ(leaf(op, 3), 1 + 2 * 3 + 0.5 * 3);
  EXPECT_EQ(leaf(op, kNan), 7);  // the plain value
}

}  // namespace
}  // namespace slipway::engine::tree
