// quadratic_forms: what is refused.
#include "model/stages/quadratic_forms.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

using Kind = QuadraticForms::Kind;

QuadraticForms one(Kind kind, QuadraticForms::Form form) { return {kind, 2, {std::move(form)}}; }

TEST(Check, QuadraticForms) {
  const Columns two{kF64, kF32};
  EXPECT_EQ(made(one(Kind::kVariances, {{1, 2}, {3, 4}, {}}), two), Columns{kF64});
  EXPECT_EQ(made(one(Kind::kProjections, {{}, {1, 2, 3, 4, 5, 6}, {1, 2, 3}}), two), Columns{kF64});
  EXPECT_EQ(made(one(Kind::kProducts, {{1, 2}, {1, 2, 3, 4}, {}}), two), Columns{kF64});
  EXPECT_EQ(refusal(QuadraticForms{Kind::kVariances, 2, {}}, two), "has no form");
  EXPECT_EQ(refusal(one(Kind::kVariances, {{1}, {3, 4}, {}}), two),
            "centre has 1 values, wanted 2");
  EXPECT_EQ(refusal(one(Kind::kVariances, {{}, {3}, {}}), two), "matrix has 1 values, wanted 2");
  EXPECT_EQ(refusal(one(Kind::kProducts, {{}, {3, 4}, {}}), two), "matrix has 2 values, wanted 4");
  EXPECT_EQ(refusal(one(Kind::kProducts, {{}, {1, 2, 3, 4}, {1, 2}}), two),
            "only projections are shifted");
  EXPECT_EQ(refusal(one(Kind::kProjections, {{}, {}, {}}), two),
            "a matrix has no row, or a row that is cut");
  EXPECT_EQ(refusal(one(Kind::kProjections, {{}, {1, 2, 3}, {}}), two),
            "a matrix has no row, or a row that is cut");
  EXPECT_EQ(refusal(one(Kind::kProjections, {{}, {1, 2, 3, 4}, {1}}), two),
            "shift has 1 values, wanted 2");
  EXPECT_EQ(refusal(one(Kind::kVariances, {{}, {3, 4}, {}}), {kF64}),
            "inputs has 1 values, wanted 2");
  EXPECT_EQ(refusal(one(Kind::kVariances, {{}, {3, 4}, {}}), two, true), "takes no sparse block");
}

}  // namespace
}  // namespace slipway::model
