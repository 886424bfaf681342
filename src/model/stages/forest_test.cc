// Every rule of a forest, one case each.
#include "model/stages/forest.h"

#include "model/stages/forest_test.h"

namespace slipway::model {
namespace {

TEST(Forest, Parts) {
  using T = Trees;
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

TEST(Forest, Nodes) {
  using T = Trees;
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
  for (const double set : {1.0, -1.0, 1e300, kNan})
    EXPECT_EQ(broken([set](T& op) { op.nodes[1].threshold = set; }),
              "tree 0, node 1: a category set out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[0].threshold = kNan; }),
            "tree 0, node 0: the threshold is NaN");
}

}  // namespace
}  // namespace slipway::model
