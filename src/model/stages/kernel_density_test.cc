// kernel_density: what is refused.
#include "model/stages/kernel_density.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

KernelDensity sound() { return {.learned = {.inputs = 1, .rows = {1, 2}}, .log_weight = {}}; }

TEST(Check, KernelDensity) {
  EXPECT_EQ(made(sound(), {kF64}), (Columns{kF64}));
  KernelDensity op = sound();
  op.bandwidth = 0;
  EXPECT_EQ(refusal(op, {kF64}), "the bandwidth is not above 0");
  op = sound();
  op.log_weight = {1};
  EXPECT_EQ(refusal(op, {kF64}), "weights has 1 values, wanted 2");
  EXPECT_EQ(Op(sound()).contract(), "the logarithm of the density of 2 rows, by euclidean");
}

}  // namespace
}  // namespace slipway::model
