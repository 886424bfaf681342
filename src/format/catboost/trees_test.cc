#include "format/catboost/trees.h"

#include <gtest/gtest.h>

namespace slipway::format::catboost {
namespace {

Columns three_tests() {
  Columns columns;
  columns.width = 2;
  columns.tests = {{0, 1, false}, {0, 2, true}, {1, 0.5f, false}};
  return columns;
}

// Two symmetric trees: of two splits, and of one.
Saved symmetric() {
  Saved saved;
  saved.splits = {0, 2, 1};
  saved.sizes = {2, 1};
  saved.leaves = {0, 1, 2, 3, 10, 11};
  return saved;
}

// A node whose left side ends, a node, two leaves.
Saved lopsided() {
  Saved saved;
  saved.splits = {0, 2, 0, 0};
  saved.sizes = {4};
  saved.steps = {{0, 1}, {1, 2}, {0, 0}, {0, 0}};
  saved.leaf = {2, 0xffffffff, 0, 1};
  saved.leaves = {5, 6, 7};
  return saved;
}

std::string refusal(const Saved& saved, const TreesWanted& wanted = {0, 9, 1, {}}) {
  const auto forest = read_trees(saved, three_tests(), wanted);
  return forest.ok() ? "" : forest.status().message();
}

TEST(CatBoostTrees, TheLastSplitIsTheHighestBit) {
  const auto forest = read_trees(symmetric(), three_tests(), {0, 2, 1, {}});
  ASSERT_TRUE(forest.ok()) << forest.status().text();
  ASSERT_TRUE(model::check_forest(*forest).ok());
  EXPECT_EQ(forest->roots, (std::vector<std::uint32_t>{0, 3}));
  EXPECT_EQ(forest->nodes[0].feature, 1u);
  EXPECT_EQ(forest->nodes[1].threshold, 1);
  EXPECT_EQ(forest->nodes[1].left, ~0);
  EXPECT_EQ(forest->nodes[2].right, ~3);
  EXPECT_TRUE(forest->nodes[0].default_left);
  EXPECT_FALSE(forest->nodes[3].default_left);
}

TEST(CatBoostTrees, SomeOfThem) {
  const auto forest = read_trees(symmetric(), three_tests(), {1, 2, 1, {}});
  ASSERT_TRUE(forest.ok());
  EXPECT_EQ(forest->leaves, (std::vector<double>{10, 11}));
  EXPECT_EQ(forest->nodes[0].threshold, 2);
}

TEST(CatBoostTrees, OutputsThatWereNotTrainedAreZero) {
  Saved saved = symmetric();
  saved.outputs = 2;
  saved.splits = {0, 1}, saved.sizes = {1, 0};
  const auto forest = read_trees(saved, three_tests(), {0, 2, 3, {0, 2}});
  ASSERT_TRUE(forest.ok()) << forest.status().text();
  EXPECT_EQ(forest->leaves, (std::vector<double>{0, 0, 1, 2, 0, 3, 10, 0, 11}));
  EXPECT_TRUE(forest->nodes[1].is_leaf());
}

TEST(CatBoostTrees, AWalkMayEndOnOneSide) {
  const auto forest = read_trees(lopsided(), three_tests(), {0, 1, 1, {}});
  ASSERT_TRUE(forest.ok()) << forest.status().text();
  ASSERT_TRUE(model::check_forest(*forest).ok());
  EXPECT_EQ(forest->nodes[0].left, ~2);
  EXPECT_EQ(forest->nodes[0].right, 1);
  EXPECT_EQ(forest->nodes[1].left, 2);
  EXPECT_TRUE(forest->nodes[3].is_leaf());
  EXPECT_EQ(forest->leaves, (std::vector<double>{5, 6, 7}));
}

TEST(CatBoostTrees, WithoutTestsTheRootIsTheLeaf) {
  Saved saved = lopsided();
  saved.steps = {{0, 0}, {0, 0}, {0, 0}, {0, 0}}, saved.leaf = {2, 1, 0, 1};
  const auto forest = read_trees(saved, Columns(), {0, 1, 1, {}});
  ASSERT_TRUE(forest.ok()) << forest.status().text();
  EXPECT_EQ(forest->nodes[0].left, ~2);
}

TEST(CatBoostTrees, WhatDoesNotFitIsRefused) {
  Saved saved = symmetric();
  saved.splits[0] = 3;
  EXPECT_EQ(refusal(saved), "there is no split 3");
  saved = symmetric();
  saved.sizes[1] = 9;
  EXPECT_EQ(refusal(saved), "tree 1 has 9 splits");
  saved = symmetric();
  saved.leaves.pop_back();
  EXPECT_EQ(refusal(saved), "a tree's leaves are not there");
  saved = symmetric();
  saved.leaves.push_back(0);
  EXPECT_EQ(refusal(saved), "there are leaves without a tree");
  saved = symmetric();
  saved.outputs = 2;
  EXPECT_EQ(refusal(saved), "2 outputs");
  saved = symmetric();
  saved.splits.assign(40, 0), saved.sizes = {40};
  EXPECT_EQ(refusal(saved), "a tree of 40 levels");
}

TEST(CatBoostTrees, WhatDoesNotFitIsRefusedOfNodes) {
  Saved saved = lopsided();
  saved.steps[1].right = 3;
  EXPECT_EQ(refusal(saved), "node 1 leads out of its tree");
  saved = lopsided();
  saved.leaf.pop_back();
  EXPECT_EQ(refusal(saved), "nodes, splits and leaves are not of one number");
  saved = lopsided();
  saved.leaf[2] = 4000000000;
  EXPECT_EQ(refusal(saved), "a tree's leaves do not stand together");
  saved = lopsided();
  saved.leaf[2] = 3;
  EXPECT_EQ(refusal(saved), "a tree's leaves are not there");
  saved = lopsided();
  saved.sizes = {0, 4};
  EXPECT_EQ(refusal(saved), "a tree has no node");
}

}  // namespace
}  // namespace slipway::format::catboost
