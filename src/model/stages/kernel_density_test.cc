// kernel_density: what is refused.
#include "model/stages/kernel_density.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

KernelDensity sound() {
  KernelDensity op{.learned = {.inputs = 1, .rows = {1, 2}}, .weights = {}};
  op.learned.tree = {.order = {0, 1}, .nodes = {{0, 2, true, 0.5}}, .bounds = {1, 2}};
  return op;
}

TEST(Check, KernelDensity) {
  EXPECT_EQ(made(sound(), {kF64}), (Columns{kF64}));
  KernelDensity op = sound();
  op.bandwidth = 0;
  EXPECT_EQ(refusal(op, {kF64}), "the bandwidth is not above 0");
  op = sound();
  op.weights = {1};
  EXPECT_EQ(refusal(op, {kF64}), "weights has 1 values, wanted 2");
  op = sound();
  op.rtol = -1;
  EXPECT_EQ(refusal(op, {kF64}), "a tolerance is below 0");
  op = sound();
  op.learned.tree = {};
  EXPECT_EQ(refusal(op, {kF64}), "there is no tree");
  EXPECT_EQ(Op(sound()).contract(), "the logarithm of the density of 2 rows, by euclidean");
}

}  // namespace
}  // namespace slipway::model
