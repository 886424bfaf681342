// elementwise: what is refused, and which functions have a name.
#include "model/stages/elementwise.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, Elementwise) {
  EXPECT_EQ(made(Elementwise{Function::kLog1p, {}}, {kF64, kF32}), (Columns{kF64, kF32}));
  EXPECT_EQ(made(Elementwise{Function::kPower, {2}}, {kF64, kF64}), (Columns{kF64, kF64}));
  EXPECT_EQ(made(Elementwise{Function::kPower, {2, 3}}, {kF64, kF64}), (Columns{kF64, kF64}));
  EXPECT_EQ(refusal(Elementwise{Function::kLog, {1}}, {kF64}), "log takes no constant");
  EXPECT_EQ(refusal(Elementwise{Function::kPower, {}}, {kF64}), "constants has 0 values, wanted 1");
  EXPECT_EQ(refusal(Elementwise{Function::kAdd, {1, 2}}, {kF64, kF64, kF64}),
            "constants has 2 values, wanted 3");
  EXPECT_EQ(refusal(Elementwise{Function::kLog, {}}, {kText}),
            "works on numbers, but is given something else");
  EXPECT_EQ(refusal(Elementwise{Function::kLog, {}}, {kF64}, true), "takes no sparse block");
}

TEST(Check, SparseElementwise) {
  const Block sparse{.columns = {kF64, kF64}, .sparse = true};
  const auto out = check(Elementwise{Function::kGreater, {0}}, {&sparse});
  ASSERT_TRUE(out.ok()) << out.status().text();
  EXPECT_EQ(*out, sparse);
  EXPECT_EQ(refusal(Elementwise{Function::kGreater, {-1}}, {kF64}, true), "takes no sparse block");
  EXPECT_EQ(refusal(Elementwise{Function::kGreater, {0, 0}}, {kF64, kF64}, true),
            "takes no sparse block");
  EXPECT_EQ(refusal(Elementwise{Function::kGreater, {kNan}}, {kF64}, true),
            "takes no sparse block");
}

TEST(Elementwise, EveryFunctionHasAName) {
  for (int i = 0; i <= static_cast<int>(Function::kBoxCoxInverse); ++i) {
    const auto function = static_cast<Function>(i);
    EXPECT_STRNE(name(function), "") << i;
    const auto found = find_function(name(function));
    EXPECT_EQ(found.has_value(), !takes_constant(function)) << name(function);
    EXPECT_EQ(found.value_or(function), function);
  }
  EXPECT_EQ(find_function("abs"), Function::kAbs);
  EXPECT_FALSE(find_function("x + c"));
  EXPECT_FALSE(find_function("eval"));
}

}  // namespace
}  // namespace slipway::model
