// shares: what is refused.
#include "model/stages/shares.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, Shares) {
  EXPECT_EQ(made(Shares{}, {kF64, kF64}), Columns({kF64, kF64}));
  EXPECT_EQ(refusal(Shares{}, {kF32}), "makes shares of float64 only");
  EXPECT_EQ(refusal(Shares{}, {kF64}, true), "takes no sparse block");
  EXPECT_EQ(contract(Shares{NoShare::kKeep}), "x / sum of the row, of 0 as it is");
}

}  // namespace
}  // namespace slipway::model
