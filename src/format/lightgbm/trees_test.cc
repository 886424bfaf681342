#include "format/lightgbm/trees.h"

#include <gtest/gtest.h>

#include "model/stages/forest.h"

namespace slipway::format::lightgbm {
namespace {

using model::Missing;

// a <= 0.5 ? leaf 0 : (b in {0, 33} ? leaf 1 : leaf 2)
constexpr std::string_view kTree =
    "Tree=0\nnum_leaves=3\nnum_cat=1\nsplit_feature=0 1\nthreshold=0.5 0\ndecision_type=10 1\n"
    "left_child=-1 -2\nright_child=1 -3\nleaf_value=1 2 3\ncat_boundaries=0 2\n"
    "cat_threshold=1 2\n";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? "NOT THERE: " + std::string(from)
                                 : text.replace(at, from.size(), to);
}

std::string file(std::string_view trees, std::string_view header = "") {
  return "tree\n" + std::string(header) + "max_feature_idx=1\nfeature_names=a b\n\n" +
         std::string(trees) + "\nend of trees\n";
}

base::Result<model::Forest> read(const std::string& text) {
  const auto bytes = base::memory_reader(text);
  const auto parsed = read_text(*bytes);
  EXPECT_TRUE(parsed.ok()) << parsed.status().text();
  SLIPWAY_TRY(trees_per_iteration(*parsed).status());
  return read_trees(*parsed, 2, 0, parsed->trees.size());
}

TEST(LightgbmTrees, NodesLeavesAndSets) {
  const auto trees = read(file(kTree));
  ASSERT_TRUE(trees.ok()) << trees.status().text();
  ASSERT_EQ(trees->nodes.size(), 2u);
  EXPECT_EQ(trees->nodes[0].threshold, 0.5);
  EXPECT_EQ(trees->nodes[0].missing, Missing::kNan);
  EXPECT_TRUE(trees->nodes[0].default_left);
  EXPECT_EQ(trees->nodes[0].left, ~0);
  EXPECT_EQ(trees->nodes[0].right, 1);
  EXPECT_TRUE(trees->nodes[1].categorical);
  EXPECT_EQ(trees->nodes[1].feature, 1u);
  EXPECT_EQ(trees->nodes[1].right, ~2);
  EXPECT_EQ(trees->leaves, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(trees->sets[0].words, 2u);
  EXPECT_EQ(trees->set_words, (std::vector<std::uint32_t>{1, 2}));
}

TEST(LightgbmTrees, ASecondTreeCountsOnFromTheFirst) {
  const std::string second = replaced(std::string(kTree), "Tree=0", "Tree=1");
  const auto trees = read(file(std::string(kTree) + "\n" + second, "num_class=2\n"));
  ASSERT_TRUE(trees.ok()) << trees.status().text();
  EXPECT_EQ(trees->roots, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(trees->nodes[2].right, 3);
  EXPECT_EQ(trees->nodes[3].left, ~4);
  EXPECT_EQ(trees->nodes[3].category_set(), 1u);
  EXPECT_EQ(trees->sets[1].begin, 2u);
}

TEST(LightgbmTrees, WhatIsMissingIsInTheDecisionType) {
  for (const auto& [type, missing] :
       {std::pair{"0", Missing::kNanToZero}, {"4", Missing::kZeroOrNan}, {"8", Missing::kNan}}) {
    const auto trees = read(file(
        replaced(std::string(kTree), "decision_type=10", "decision_type=" + std::string(type))));
    ASSERT_TRUE(trees.ok());
    EXPECT_EQ(trees->nodes[0].missing, missing);
    EXPECT_FALSE(trees->nodes[0].default_left);
  }
}

TEST(LightgbmTrees, ATreeOfOneLeaf) {
  const auto trees = read(file("Tree=0\nnum_leaves=1\nleaf_value=4\n"));
  ASSERT_TRUE(trees.ok()) << trees.status().text();
  EXPECT_EQ(trees->nodes[0].left, ~0);
  EXPECT_EQ(trees->nodes[0].right, ~0);
  EXPECT_EQ(trees->leaves, std::vector<double>{4});
}

TEST(LightgbmTrees, LinearLeavesOfSomeTreesOnly) {
  const auto trees = read(
      file("Tree=0\nnum_leaves=1\nleaf_value=4\n\nTree=1\nnum_leaves=1\nleaf_value=5\nis_linear=1\n"
           "leaf_const=0.5\nnum_features=2\nleaf_features=1 0\nleaf_coeff=2 3\n"));
  ASSERT_TRUE(trees.ok()) << trees.status().text();
  ASSERT_EQ(trees->leaf_models.size(), 2u);
  EXPECT_EQ(trees->leaf_models[0].constant, 4);  // a plain leaf
  EXPECT_EQ(trees->leaf_models[1].constant, 0.5);
  EXPECT_EQ(trees->leaf_models[1].features, (std::vector<std::uint32_t>{1, 0}));
}

std::string broken(std::string_view from, std::string_view to) {
  const auto trees = read(file(replaced(std::string(kTree), from, to)));
  EXPECT_FALSE(trees.ok()) << to;
  EXPECT_EQ(trees.status().place(), "Tree=0") << to;
  return trees.status().message();
}

TEST(LightgbmTrees, WhatIsBrokenIsNamedWithItsTree) {
  EXPECT_EQ(broken("num_leaves=3", "num_leaves=0"), "num_leaves is 0");
  EXPECT_EQ(broken("num_leaves=3", "num_leaves=99999999999"), "num_leaves is 99999999999");
  EXPECT_EQ(broken("num_leaves=3\n", ""), "there is no num_leaves");
  EXPECT_EQ(broken("threshold=0.5 0", "threshold=0.5"), "threshold has 1 values, wanted 2");
  EXPECT_EQ(broken("leaf_value=1 2 3", "leaf_value=1 2"), "leaf_value has 2 values, wanted 3");
  EXPECT_EQ(broken("decision_type=10", "decision_type=12"), "decision_type 12");
  EXPECT_EQ(broken("threshold=0.5 0", "threshold=0.5 1"), "a categorical node without its set");
  EXPECT_EQ(broken("threshold=0.5 0", "threshold=0.5 nan"), "a categorical node without its set");
  EXPECT_EQ(broken("num_cat=1", "num_cat=-1"), "num_cat is -1");
  EXPECT_EQ(broken("cat_boundaries=0 2", "cat_boundaries=2 0"), "cat_boundaries are not in order");
  EXPECT_EQ(broken("cat_threshold=1 2", "cat_threshold=1"), "cat_threshold has 1 values, wanted 2");
}

// Narrowed to 32 bits each of these would be a sound value.
TEST(LightgbmTrees, ANumberThatDoesNotFitIsNotWrappedRound) {
  EXPECT_EQ(broken("split_feature=0 1", "split_feature=4294967296 1"),
            "split_feature has a value 4294967296");
  EXPECT_EQ(broken("split_feature=0 1", "split_feature=-4294967296 1"),
            "split_feature has a value -4294967296");
  EXPECT_EQ(broken("right_child=1 -3", "right_child=4294967297 -3"),
            "right_child has a value 4294967297");
  EXPECT_EQ(broken("left_child=-1 -2", "left_child=-4294967297 -2"),
            "left_child has a value -4294967297");
  EXPECT_EQ(broken("right_child=1 -3", "right_child=9223372036854775807 -3"),
            "right_child has a value 9223372036854775807");
  EXPECT_EQ(broken("right_child=1 -3", "right_child=1 -4"), "right_child has a value -4");
  EXPECT_EQ(broken("cat_threshold=1 2", "cat_threshold=1 4294967298"),
            "cat_threshold has a value 4294967298");
}

TEST(LightgbmTrees, TreesComeInRounds) {
  EXPECT_EQ(read(file(kTree, "num_tree_per_iteration=2\n")).status().message(),
            "1 trees for 2 classes");
  EXPECT_EQ(read(file(kTree, "num_tree_per_iteration=0\n")).status().message(),
            "num_tree_per_iteration is 0");
  EXPECT_EQ(read(file(kTree, "num_class=100001\n")).status().message(),
            "num_tree_per_iteration is 100001");
}

}  // namespace
}  // namespace slipway::format::lightgbm
