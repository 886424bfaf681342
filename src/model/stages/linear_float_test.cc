// linear_float: what is refused.
#include "model/stages/linear_float.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, LinearFloat) {
  const LinearFloat two{2, {1, 2, 3, 4}, {5, 6}};
  EXPECT_EQ(made(two, {kF64, kF32}), (Columns{kF32, kF32}));
  EXPECT_EQ(contract(two),
            "2 sums of 2 products in float32, in column order, without missing values");
  EXPECT_EQ(refusal(two, {kText, kF32}), "works on numbers, but is given something else");
  EXPECT_EQ(refusal(LinearFloat{1, {1}, {0}}, {kF64, kF64}), "inputs has 1 values, wanted 2");
  EXPECT_EQ(refusal(LinearFloat{1, {}, {}}, {kF64}), "has no output");
  EXPECT_EQ(refusal(LinearFloat{1, {1, 2}, {0}}, {kF64}), "coef has 2 values, wanted 1");
}

}  // namespace
}  // namespace slipway::model
