// interpolate: what is refused.
#include "model/stages/interpolate.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, Interpolate) {
  EXPECT_EQ(made(Interpolate{{{{0, 1, 1}, {5, 6, 7}}}}, {kF32}), Columns{kF64});
  EXPECT_EQ(refusal(Interpolate{}, {kF64}), "columns has 0 values, wanted 1");
  EXPECT_EQ(refusal(Interpolate{{{{}, {}}}}, {kF64}), "a column has no knot");
  EXPECT_EQ(refusal(Interpolate{{{{1}, {}}}}, {kF64}), "y has 0 values, wanted 1");
  EXPECT_EQ(refusal(Interpolate{{{{1, 0}, {1, 1}}}}, {kF64}), "the knots are not in order");
  EXPECT_EQ(refusal(Interpolate{{{{0, kNan}, {1, 1}}}}, {kF64}), "the knots are not in order");
  EXPECT_EQ(refusal(Interpolate{{{{1}, {1}}}}, {kText}),
            "works on numbers, but is given something else");
}

}  // namespace
}  // namespace slipway::model
