// explained_variance, latent_probability: what is refused.
#include "model/stages/gaussian_process.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, ExplainedVariance) {
  const ExplainedVariance good{.lower = {1, 2, 3}, .weight = {1, 2}};
  EXPECT_EQ(made(good, {kF64, kF64}), Columns{kF64});
  EXPECT_EQ(refusal(good, {kF64}), "lower has 3 values, wanted 1");
  EXPECT_EQ(refusal(good, {kF64, kI64}), "reads what is not float64");
  ExplainedVariance op = good;
  op.weight = {1};
  EXPECT_EQ(refusal(op, {kF64, kF64}), "weight has 1 values, wanted 2");
  op = good, op.lower[2] = 0;
  EXPECT_EQ(refusal(op, {kF64, kF64}), "solves what has no solution");
}

TEST(Check, LatentProbability) {
  const Block one{.columns = {kF64}}, two{.columns = {kF64, kF64}};
  const Op op = LatentProbability{};
  EXPECT_TRUE(op.check({&one, &one}).ok());
  EXPECT_EQ(op.check({&one, &two}).status().message(), "column has 2 values, wanted 1");
  EXPECT_EQ(refusal(op, {kF64}), "takes two blocks");
}

}  // namespace
}  // namespace slipway::model
