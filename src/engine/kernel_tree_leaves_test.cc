// The leaf of each tree: its number among the leaves of its tree, or the name the library gave it.
#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/forest.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::engine {
namespace {

// Two stumps over x0, at 0 and at 5; the leaves of the second come first.
Trees stumps() {
  Trees trees;
  trees.inputs = 1;
  trees.roots = {0, 1};
  trees.nodes = {{.threshold = 0, .left = ~3, .right = ~2},
                 {.threshold = 5, .left = ~0, .right = ~1}};
  trees.leaves = {1, 2, 3, 4};
  return trees;
}

TEST(TreeLeaves, AreCountedWithinTheirTree) {
  Bench bench({kF64});
  bench.stage(model::TreeLeaves{stumps().shared()});
  bench.row({-1}).row({1}).row({6}).row({kNan});
  EXPECT_EQ(bench.run(), (Rows{{1, 0}, {0, 0}, {0, 1}, {0, 1}}));
  EXPECT_EQ(bench.run({}, 1), bench.run());
}

TEST(TreeLeaves, OrHaveNames) {
  Trees trees = stumps();
  trees.leaf_name = {10, 11, 20, 21};
  Bench bench({kF64});
  bench.stage(model::TreeLeaves{trees.shared()}).row({-1}).row({6});
  EXPECT_EQ(bench.run(), (Rows{{21, 10}, {20, 11}}));
}

TEST(TreeLeaves, SeeTheValueAsTheSumsDo) {
  Trees trees = stumps();
  trees.compare = model::Compare::kLess;
  trees.input = model::Element::kF32;
  Bench bench({kF64});
  bench.stage(model::TreeLeaves{trees.shared()}).row({5 - 1e-9});
  EXPECT_EQ(bench.run(), (Rows{{0, 1}}));  // 5 as a float32
}

// The same trees' sums, from where each row starts.
TEST(TreeLeaves, SumsMayStartByRow) {
  model::TreeEnsemble op;
  op.forest = stumps().shared();
  Bench bench({kF64});
  const auto rows = bench.last;
  bench.stage(model::Scale{.factor = {100}});
  const auto added = bench.builder.add("sums", "test", {rows, bench.last}, std::move(op));
  ASSERT_TRUE(added.ok()) << added.status().text();
  bench.last = *added;
  for (int i = 0; i < 300; ++i) bench.row({i % 2 == 0 ? -1.0 : 6.0});
  for (const char* kernel : {"tree_walk", "tree_rows"}) {
    const auto sums = bench.run({.kernels = {"scale", kernel}});
    EXPECT_EQ(sums[298], (std::vector<double>{-100 + 4 + 1})) << kernel;
    EXPECT_EQ(sums[299], (std::vector<double>{600 + 3 + 2})) << kernel;
  }
}

// More rows than are laid out at a time.
TEST(TreeLeaves, EveryRowHasItsOwn) {
  Bench bench({kF64});
  bench.stage(model::TreeLeaves{stumps().shared()});
  for (int i = 0; i < 300; ++i) bench.row({i % 2 == 0 ? -1.0 : 6.0});
  const auto rows = bench.run();
  for (std::size_t i = 0; i < 300; ++i) EXPECT_EQ(rows[i][1], i % 2 == 0 ? 0 : 1);
}

}  // namespace
}  // namespace slipway::engine
