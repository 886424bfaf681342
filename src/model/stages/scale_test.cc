// scale, impute: what is refused.
#include "model/stages/scale.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, Scale) {
  EXPECT_EQ(made(Scale{.offset = {1, 2}}, {kF64, kF32}), (Columns{kF64, kF32}));
  EXPECT_EQ(refusal(Scale{}, {kText}), "works on numbers, but is given something else");
  EXPECT_EQ(refusal(Scale{}, {kI64}), "works on numbers, but is given something else");
  EXPECT_EQ(refusal(Scale{.offset = {1}}, {kF64, kF64}), "offset has 1 values, wanted 2");
  EXPECT_EQ(refusal(Scale{.divisor = {1, 2}}, {kF64}), "divisor has 2 values, wanted 1");
  EXPECT_EQ(refusal(Scale{.factor = {1, 2}}, {kF64}), "factor has 2 values, wanted 1");
  EXPECT_EQ(refusal(Scale{.addend = {1, 2}}, {kF64}), "addend has 2 values, wanted 1");
  EXPECT_EQ(refusal(Scale{.clip_min = kNan}, {kF64}), "clips at NaN");
  EXPECT_EQ(refusal(Scale{.clip_max = kNan}, {kF64}), "clips at NaN");
}

TEST(Check, Impute) {
  const Impute sound{
      .missing = missing(), .fill = {number(1), text("a"), missing()}, .indicators = {1, 0}};
  EXPECT_EQ(made(sound, {kF32, kText, kF64}), (Columns{kF32, kText, kF64, kF64, kF64}));
  Impute dropping = sound;
  dropping.dropped = {0, 2};
  EXPECT_EQ(made(dropping, {kF32, kText, kF64}), (Columns{kText, kF64, kF64}));
  EXPECT_EQ(refusal(Impute{.fill = {}}, {kF64}), "fill has 0 values, wanted 1");
  EXPECT_EQ(refusal(Impute{.fill = {number(1)}}, {kText}),
            "fills column 0 with another kind of value");
  EXPECT_EQ(refusal(Impute{.fill = {number(1), text("a")}}, {kF64, kF64}),
            "fills column 1 with another kind of value");
  EXPECT_EQ(refusal(Impute{.fill = {number(1)}}, {kI64}), "imputes an index");
  EXPECT_EQ(refusal(Impute{.fill = {number(1), number(1)}, .dropped = {1, 0}}, {kF64, kF64}),
            "dropped columns are not in order");
  EXPECT_EQ(refusal(Impute{.fill = {number(1)}, .indicators = {1}}, {kF64}),
            "indicates column 1 of 1");
  EXPECT_EQ(refusal(Impute{.fill = {number(1)}, .dropped = {0}}, {kF64}), "leaves no column");
}

TEST(Check, ScaleKeepsTheZerosOfASparseBlock) {
  EXPECT_EQ(refusal(Scale{.divisor = {2}}, {kF64}, true), "");
  EXPECT_EQ(refusal(Scale{.offset = {2}}, {kF64}, true), "moves the zeros of a sparse block");
  EXPECT_EQ(refusal(Scale{.clip_min = 1}, {kF64}, true), "moves the zeros of a sparse block");
}

}  // namespace
}  // namespace slipway::model
