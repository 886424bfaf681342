// row_norm: what is refused.
#include "model/stages/row_norm.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, RowNorm) {
  EXPECT_EQ(made(RowNorm{}, {kF64, kF32}), (Columns{kF64, kF64}));
  EXPECT_EQ(refusal(RowNorm{}, {kF64}, true), "");
  EXPECT_EQ(refusal(RowNorm{}, {kText}), "works on numbers, but is given something else");
  EXPECT_EQ(refusal(RowNorm{.least = kNan}, {kF64}), "the least norm is no length");
  EXPECT_EQ(refusal(RowNorm{.least = -1}, {kF64}), "the least norm is no length");
}

}  // namespace
}  // namespace slipway::model
