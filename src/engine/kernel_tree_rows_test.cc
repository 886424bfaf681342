// The kernel tree_rows holds float32 thresholds: a value next to a threshold goes where the contract
// says all the same.
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"

namespace slipway::engine {
namespace {

TEST(TreeRows, AThresholdBetweenTwoFloatsTellsThemApart) {
  constexpr float kHuge = std::numeric_limits<float>::max();
  constexpr auto kTiny = static_cast<double>(std::numeric_limits<float>::denorm_min());
  const std::vector<double> thresholds = {0,        0.1,   0.1f,      -0.1,      1.0 / 3,
                                          16777217, 1e300, -1e300,    kHuge,     kInf,
                                          -kInf,    1e-50, kTiny / 2, -kTiny / 2};
  for (const auto compare : {model::Compare::kLess, model::Compare::kLessOrEqual})
    for (const double threshold : thresholds) {
      Trees trees;
      trees.input = model::Element::kF32;
      trees.compare = compare;
      trees.inputs = 1;
      trees.roots = {0};
      trees.nodes = {{.threshold = threshold, .left = ~0, .right = ~1}};
      trees.leaves = {1, 2};
      Bench bench({kF64});
      bench.stage(trees);
      const auto near = static_cast<float>(threshold);
      const auto floats = std::numeric_limits<float>::infinity();
      for (const float x : {near, std::nextafter(near, floats), std::nextafter(near, -floats), 0.0f,
                            kHuge, -kHuge, floats, -floats})
        bench.row({static_cast<double>(x)});
      EXPECT_EQ(bench.run({.kernels = {"tree_rows"}}), bench.run({.kernels = {"tree_walk"}}))
          << threshold;
    }
}

// Grows node by node: each next node takes the place of a leaf. Leaves are numbered through the forest.
void grow(Trees& trees, int nodes, std::mt19937& random) {
  const auto begin = static_cast<std::int32_t>(trees.nodes.size());
  trees.roots.push_back(static_cast<std::uint32_t>(begin));
  const auto leaf = [&] {
    trees.leaves.push_back(std::uniform_real_distribution(-1.0, 1.0)(random));
    return ~static_cast<std::int32_t>(trees.leaves.size() - 1);
  };
  for (std::int32_t i = 0; i < nodes; ++i) {
    model::Node& node = trees.nodes.emplace_back();
    node.threshold = std::normal_distribution()(random);
    node.feature = static_cast<std::uint32_t>(random() % trees.inputs);
    node.left = leaf(), node.right = leaf();
    node.missing = model::Missing::kNan;
    node.default_left = random() % 2 == 0;
    if (i == 0) continue;
    for (auto at = begin;;) {  // down to a leaf
      model::Node& above = trees.nodes[static_cast<std::size_t>(at)];
      std::int32_t& link = random() % 2 == 0 ? above.left : above.right;
      if (link >= 0) {
        at = link;
      } else {
        link = begin + i;
        break;
      }
    }
  }
}

// Eight rows go through a tree, or one row through sixteen trees: whatever is left over, the sums are the same.
TEST(TreeRows, RowsAndTreesThatAreLeftOver) {
  std::mt19937 random(5);
  for (const int count : {1, 7, 15, 16, 17, 39})
    for (const int rows : {1, 2, 7, 8, 9, 13, 16, 130}) {
      Trees trees;
      trees.input = model::Element::kF32;
      trees.inputs = 3;
      for (int t = 0; t < count; ++t) grow(trees, 1 + static_cast<int>(random() % 20), random);
      Bench bench({kF64, kF64, kF64});
      bench.stage(trees);
      std::normal_distribution value;
      for (int i = 0; i < rows; ++i)
        bench.row({value(random), i % 3 == 0 ? kNan : value(random), value(random)});
      EXPECT_EQ(bench.run({.kernels = {"tree_rows"}}), bench.run({.kernels = {"tree_walk"}}))
          << count << " trees, " << rows << " rows";
    }
}

// Such a tree takes no step.
TEST(TreeRows, ATreeThatIsALeafHasNoTest) {
  Trees trees;
  trees.input = model::Element::kF32;
  trees.inputs = 1;
  trees.roots = {0, 1};
  trees.nodes = {{.left = ~1, .right = ~1}, {.left = ~0, .right = ~0}};
  trees.leaves = {1, 2};
  Bench bench({kF64});
  bench.stage(trees).row({5}).row({kNan});
  EXPECT_EQ(bench.run({.kernels = {"tree_rows"}}), (Rows{{3}, {3}}));
}

}  // namespace
}  // namespace slipway::engine
