// link: what is refused.
#include "model/stages/link.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, Link) {
  EXPECT_EQ(made(Link{LinkKind::kSoftmax}, {kF32, kF32}), (Columns{kF32, kF32}));
  EXPECT_EQ(made(Link{LinkKind::kOneMinus}, {kF32}), (Columns{kF32, kF32}));
  EXPECT_EQ(refusal(Link{LinkKind::kNegatePair}, {kF64, kF64}), "input has 2 values, wanted 1");
  EXPECT_EQ(refusal(Link{LinkKind::kOneMinus}, {kF64, kF64}), "input has 2 values, wanted 1");
  EXPECT_EQ(refusal(Link{LinkKind::kExp}, {kI64}), "works on numbers, but is given something else");
  EXPECT_EQ(refusal(Link{LinkKind::kExp}, {kF32, kF64}),
            "works on float32 or float64, not on both");
}

}  // namespace
}  // namespace slipway::model
