// linear: what is refused.
#include "model/stages/linear.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, Linear) {
  EXPECT_EQ(made(Linear{2, {1, 2, 3, 4}, {5, 6}}, {kF64, kF32}), (Columns{kF64, kF64}));
  EXPECT_EQ(refusal(Linear{1, {1}, {0}}, {kText}), "works on numbers, but is given something else");
  EXPECT_EQ(refusal(Linear{1, {1}, {0}}, {kF64, kF64}), "inputs has 1 values, wanted 2");
  EXPECT_EQ(refusal(Linear{1, {}, {}}, {kF64}), "has no output");
  EXPECT_EQ(refusal(Linear{1, {1, 2}, {0}}, {kF64}), "coef has 2 values, wanted 1");
}

}  // namespace
}  // namespace slipway::model
