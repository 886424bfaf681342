// The kernel tree_rows holds float32 thresholds: a value next to a threshold goes where the contract
// says all the same.
#include <cmath>
#include <limits>

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
