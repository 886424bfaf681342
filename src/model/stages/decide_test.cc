// decide, require, number_of, combine: what is refused.
#include "model/stages/decide.h"

#include "model/stages/check_test.h"
#include "model/stages/columns.h"

namespace slipway::model {
namespace {

TEST(Check, DecideAndRequire) {
  EXPECT_EQ(made(Decide{}, {kF32, kF64}), Columns{kI64});
  EXPECT_EQ(refusal(Decide{}, {kText}), "works on numbers, but is given something else");
  EXPECT_EQ(made(Require{}, {kF32, kText, kI64}), (Columns{kF32, kText, kI64}));
}

// x0 <= 1 ? leaf 0 : (x1 in set 0 ? leaf 1 : leaf 2)
TEST(Check, NumberOfAndCombine) {
  EXPECT_EQ(made(NumberOf{{{1, 2}, {3}}, kI64}, {kI64, kI64}), Columns({kI64, kI64}));
  EXPECT_EQ(refusal(NumberOf{{{1}}, kF64}, {kF64}), "takes the number of what is no index");
  EXPECT_EQ(refusal(NumberOf{{{}}, kF64}, {kI64}), "an index has no number");
  EXPECT_EQ(refusal(NumberOf{{{1}}, kF32}, {kI64}), "makes no number");
  EXPECT_EQ(made(Combine{}, {kF64, kF64}), Columns({kF64, kF64}));
  EXPECT_EQ(made(Combine{}, {kF32, kF32}), Columns({kF32, kF32}));
  EXPECT_EQ(refusal(Combine{}, {kF32, kF64}), "combines float64 or float32, not both");
  EXPECT_EQ(refusal(Combine{.weights = {1}}, {kF32}), "combines float64 only");
  EXPECT_EQ(refusal(Combine{.weights = {1}, .in_logs = true}, {kF64}),
            "logarithms have no weights");
  EXPECT_EQ(refusal(Combine{.weights = {1, 2}}, {kF64}), "weights has 2 values, wanted 1");
}

}  // namespace
}  // namespace slipway::model
