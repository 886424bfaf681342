// The kernel tree_walk: it fits every ensemble, whatever the faster ones leave to it, and gives the same
// bits for every number of rows. What a walk does at a node, and how leaves are added up, is in
// tree/sums_test.cc; that all kernels agree, in engine_test.cc.
#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "engine/kernel.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"

namespace slipway::engine {
namespace {

const CompileOptions kWalk = {.kernels = {"tree_walk"}};

// x0 <= 1 ? 1 : (x1 <= 2 ? 10 : 100)
Trees one_tree() {
  Trees trees;
  trees.inputs = 2;
  trees.roots = {0};
  trees.nodes = {{.threshold = 1, .left = ~0, .right = 1, .feature = 0},
                 {.threshold = 2, .left = ~1, .right = ~2, .feature = 1}};
  trees.leaves = {1, 10, 100};
  return trees;
}

TEST(TreeWalk, ARowWalksToItsLeaf) {
  Bench bench({kF64, kF64});
  bench.stage(one_tree()).row({1, 9}).row({1.5, 2}).row({1.5, 2.5}).row({kNan, kNan});
  EXPECT_EQ(bench.run(kWalk), (Rows{{1}, {10}, {100}, {100}}));
}

TEST(TreeWalk, TreesAreAddedInTheirOrder) {
  Trees trees;
  trees.inputs = 1;
  trees.roots = {0, 1, 2};
  for (int leaf = 0; leaf < 3; ++leaf) trees.nodes.push_back({.left = ~leaf, .right = ~leaf});
  trees.leaves = {1e16, 1, -1e16};  // (1e16 + 1) - 1e16 is 0, in any other order 1
  Bench bench({kF64});
  bench.stage(trees).row({0});
  EXPECT_EQ(bench.run(kWalk), Rows{{0}});
  // In float32 already 1e8 + 1 is 1e8.
  trees.leaves = {1e8, 1, -1e8};
  Bench wide({kF64});
  wide.stage(trees).row({0});
  EXPECT_EQ(wide.run(kWalk), Rows{{1}});
  trees.accumulate = model::Element::kF32;
  Bench narrow({kF64});
  narrow.stage(trees).row({0});
  EXPECT_EQ(narrow.run(kWalk), Rows{{0}});
}

TEST(TreeWalk, ColumnsOfFloat32AreReadAsTheyAre) {
  Bench bench({kF32, kF32});
  Trees trees = one_tree();
  trees.nodes[0].threshold = 0.1;  // less than 0.1f
  bench.stage(trees).row({0.1, 2}).row({0.0999, 2});
  EXPECT_EQ(bench.run(kWalk), (Rows{{10}, {1}}));
}

// It lays out 64 rows at a time.
TEST(TreeWalk, AnyNumberOfRowsGivesTheSame) {
  Bench bench({kF64, kF64});
  bench.stage(one_tree());
  Rows expected;
  for (int row = 0; row < 131; ++row) {
    const double x0 = row % 3, x1 = row % 5;
    bench.row({x0, x1});
    expected.push_back({x0 <= 1 ? 1.0 : x1 <= 2 ? 10.0 : 100.0});
  }
  for (const std::int64_t chunk : {1, 7, 63, 64, 65, 128, 2048})
    EXPECT_EQ(bench.run(kWalk, chunk), expected) << chunk;
}

// The second block says where the sums of each row start; its rows are those of the chunk.
TEST(TreeWalk, SumsMayStartFromABlock) {
  Bench bench({kF64, kF64});
  model::TreeEnsemble op = one_tree();
  op.forest = one_tree().shared();
  const auto start = bench.builder.select("start", 0, {1});
  ASSERT_TRUE(start.ok()) << start.status().text();
  const auto sums = bench.builder.add("sums", "test", {0, *start}, std::move(op));
  ASSERT_TRUE(sums.ok()) << sums.status().text();
  bench.last = *sums;
  Rows expected;
  for (int row = 0; row < 100; ++row) {
    bench.row({0, static_cast<double>(row)});
    expected.push_back({row + 1.0});
  }
  const CompileOptions both = {.kernels = {"tree_walk", "gather"}};
  EXPECT_EQ(bench.run(both), expected);
  EXPECT_EQ(bench.run(both, 7), expected);
}

// The faster kernels take no category sets and no linear leaves.
TEST(TreeWalk, FitsWhatNoOtherKernelTakes) {
  Trees sets = one_tree();
  sets.nodes[0].categorical = true;
  sets.nodes[0].threshold = 0;  // the set
  sets.sets = {{0, 1}};
  sets.set_words = {0b100};  // category 2
  Bench categories({kF64, kF64});
  categories.stage(sets).row({2, 0}).row({3, 0});
  EXPECT_EQ(categories.run(kWalk), (Rows{{1}, {10}}));

  Trees linear = one_tree();
  linear.leaf_models = {{.constant = 5, .features = {1}, .coef = {2}}, {}, {}};
  Bench models({kF64, kF64});
  models.stage(linear).row({0, 3}).row({0, kNan});
  EXPECT_EQ(models.run(kWalk), (Rows{{11}, {1}}));
}

TEST(TreeWalk, ItsTimeGrowsWithTheTrees) {
  const auto time = [](std::size_t trees) {
    Trees forest;
    forest.inputs = 2;
    forest.leaves = {1};
    forest.nodes.assign(trees, {.left = ~0, .right = ~0});
    for (std::uint32_t t = 0; t < trees; ++t) forest.roots.push_back(t);
    model::ModelBuilder builder;
    builder.inputs({{"a", kF64, {}}, {"b", kF64, {}}}, true);
    model::TreeEnsemble op = forest;
    op.forest = forest.shared();
    const auto sums = builder.add("sums", "test", {0}, std::move(op));
    EXPECT_TRUE(sums.ok()) << sums.status().text();
    EXPECT_TRUE(builder.output({.name = "out", .value = *sums}).ok());
    const model::ModelPtr model = *std::move(builder).build();
    const auto kernel = kernels().find("tree_walk");
    EXPECT_TRUE(kernel.ok());
    return (*kernel)->prepare(model->stages()[0], *model)->ns_per_row();
  };
  EXPECT_GT(time(1), 0);
  EXPECT_EQ(time(10), 10 * time(1));
}

}  // namespace
}  // namespace slipway::engine
