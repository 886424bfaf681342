#include "format/treelite/trees.h"

#include <cmath>

#include <gtest/gtest.h>

#include "format/treelite/checkpoint_test.h"

namespace slipway::format::treelite {
namespace {

base::Result<Trees> read(const Written& written) {
  const std::string bytes = written.bytes();
  Window window{std::string_view(bytes)};
  SLIPWAY_ASSIGN(const Header header, read_header(window));
  return read_trees(window, header, Columns(header));
}

std::string refusal(const Written& written) {
  return std::string(read(written).status().message());
}

// The leaf of a row, by the forest's own rules.
double leaf_of(const model::Forest& forest, double x0, double x1) {
  std::int32_t at = 0;
  while (at >= 0) {
    const model::Node& node = forest.nodes[static_cast<std::size_t>(at)];
    const double x = node.feature == 0 ? x0 : x1;
    const bool left = x != x                                    ? node.default_left
                      : forest.compare == model::Compare::kLess ? x < node.threshold
                                                                : x <= node.threshold;
    at = left ? node.left : node.right;
  }
  return forest.leaves[static_cast<std::size_t>(~at)];
}

TEST(TreeliteTrees, EveryOperatorIsComparedAsItSays) {
  const double below = std::nextafter(1.5, 0), above = std::nextafter(1.5, 2), nan = std::nan("");
  const std::int8_t operators[] = {1, 2, 3, 4, 5};  // == < <= > >=
  const bool wanted[][3] = {{false, true, false},
                            {true, false, false},
                            {true, true, false},
                            {false, false, true},
                            {false, true, true}};
  for (std::size_t i = 0; i < std::size(operators); ++i) {
    const auto trees = read({.compare = {operators[i], 0, 0}});
    ASSERT_TRUE(trees.ok()) << trees.status().text();
    const double x[] = {below, 1.5, above};
    for (int k = 0; k < 3; ++k)
      EXPECT_EQ(leaf_of(trees->forest, 0, x[k]), wanted[i][k] ? 10 : 20) << i << " " << x[k];
    EXPECT_EQ(leaf_of(trees->forest, 0, nan), 10) << i;  // the default is left
  }
}

TEST(TreeliteTrees, OperatorsOfOneTreeMayDiffer) {
  // x1 < 1.5 first, then x0 <= 1.5 or x0 == 1.5.
  for (const std::int8_t second : {std::int8_t{3}, std::int8_t{1}}) {
    const auto trees = read({.nodes = 5,
                             .type = {1, 1, 0, 0, 0},
                             .compare = {2, second, 0, 0, 0},
                             .left = {1, 3, -1, -1, -1},
                             .right = {2, 4, -1, -1, -1},
                             .feature = {1, 0, -1, -1, -1},
                             .default_left = {1, 0, 0, 0, 0},
                             .list_right = {0, 0, 0, 0, 0},
                             .leaf_value = {0, 0, 20, 30, 40},
                             .threshold = {1.5, 1.5, 0, 0, 0},
                             .vector_begin = {0, 0, 0, 0, 0},
                             .vector_end = {0, 0, 0, 0, 0},
                             .list_begin = {0, 0, 0, 0, 0},
                             .list_end = {0, 0, 0, 0, 0}});
    ASSERT_TRUE(trees.ok()) << trees.status().text();
    EXPECT_EQ(trees->forest.compare, model::Compare::kLess);
    EXPECT_EQ(leaf_of(trees->forest, 0, 1.5), 20);
    EXPECT_EQ(leaf_of(trees->forest, 1.5, 0), 30);
    EXPECT_EQ(leaf_of(trees->forest, std::nextafter(1.5, 2), 0), 40);
    EXPECT_EQ(leaf_of(trees->forest, 1, 0), second == 3 ? 30 : 40);
    EXPECT_EQ(leaf_of(trees->forest, std::nan(""), 0), 40);
  }
}

TEST(TreeliteTrees, LeavesAreNamedByTheirNode) {
  EXPECT_EQ(read({})->forest.leaf_name, (std::vector<std::uint32_t>{1, 2}));
}

TEST(TreeliteTrees, CategoriesBecomeBits) {
  Written written{.type = {2, 0, 0},
                  .list_right = {1, 0, 0},
                  .category_list = {3, 40, 1u << 30},
                  .list_end = {3, 3, 3}};
  const auto trees = read(written);
  ASSERT_TRUE(trees.ok()) << trees.status().text();
  EXPECT_EQ(trees->forest.set_words, (std::vector<std::uint32_t>{8, 256}));  // no float is 1 << 30
  EXPECT_EQ(trees->forest.nodes[0].left, ~1);  // what is in the list went right
  EXPECT_FALSE(trees->forest.nodes[0].default_left);
  written.list_end = {4, 4, 4};
  EXPECT_EQ(refusal(written), "tree 0, node 0: its categories are out of range");
}

TEST(TreeliteTrees, AVectorIsSpreadOverTheColumnsOfItsTree) {
  const Written written{.num_class = {1, 2},
                        .leaf_shape = {2, 1},
                        .target_id = {-1},
                        .class_id = {0},
                        .base_scores = {0, 0, 0, 0},
                        .leaf_vector = {1, 2, 3, 4},
                        .vector_begin = {0, 0, 2},
                        .vector_end = {0, 2, 4}};
  const auto trees = read(written);
  ASSERT_TRUE(trees.ok()) << trees.status().text();
  EXPECT_EQ(trees->forest.leaf_width, 3u);
  EXPECT_EQ(trees->forest.leaves, (std::vector<double>{1, 2, 0, 3, 4, 0}));
  EXPECT_EQ(trees->adding, (std::vector<std::uint64_t>{1, 1, 0}));
}

TEST(TreeliteTrees, RefusesTreesThatAreNone) {
  EXPECT_EQ(refusal({.left = {0, -1, -1}}), "tree 0, node 2: is reached more than once");
  EXPECT_EQ(refusal({.right = {3, -1, -1}}), "tree 0: there is no node 3");
  EXPECT_EQ(refusal({.compare = {0, 0, 0}}), "tree 0, node 0: operator 0");
  EXPECT_EQ(refusal({.compare = {2, 2, 0}, .left = {1, -2, -1}}), "tree 0: there is no node -2");
  EXPECT_EQ(refusal({.vector_end = {0, 1, 0}}), "tree 0, node 1: its values are out of range");
  EXPECT_EQ(refusal({.leaf_shape = {1, 2}}), "tree 0 of target 0, class 0 has leaves of 1 x 2");
  EXPECT_EQ(refusal({.num_class = {1, 2}, .class_id = {1}, .base_scores = {0, 0, 0, 0}}),
            "tree 0: target 0 has no class 1");
}

TEST(TreeliteTrees, RefusesBytesThatAreLeft) {
  std::string bytes = Written().bytes() + "x";
  Window window{std::string_view(bytes)};
  const auto header = read_header(window);
  EXPECT_EQ(read_trees(window, *header, Columns(*header)).status().message(),
            "1 bytes after the last tree");
}

}  // namespace
}  // namespace slipway::format::treelite
