// gather, dense, cast: what is refused.
#include "model/stages/columns.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, Gather) {
  EXPECT_EQ(refusal(Gather{}, {kF64}), "takes no column");
  EXPECT_EQ(refusal(Gather{{{0, 1}}}, {kF64}), "takes column 1 of input 0, which has fewer");
  EXPECT_EQ(refusal(Gather{{{1, 0}}}, {kF64}), "takes column 0 of input 1, which has fewer");
}

TEST(Check, Cast) {
  EXPECT_EQ(made(Cast{kF32}, {kF64, kI64, kF32}), (Columns{kF32, kF32, kF32}));
  EXPECT_EQ(refusal(Cast{kF32}, {kF64, kText}), "text is not cast");
  EXPECT_EQ(refusal(Cast{kText}, {kF64}), "text is not cast");
}

TEST(Check, GatherOfASparseBlockIsSparse) {
  const Block sparse{.columns = {kF64, kF64}, .sparse = true}, dense{.columns = {kF32}},
      words{.columns = {kText}};
  const auto both = check(Gather{{{0, 1}, {1, 0}}}, {&sparse, &dense});
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(*both, (Block{.columns = {kF64, kF64}, .sparse = true}));
  EXPECT_FALSE(check(Gather{{{0, 1}, {1, 0}}}, {&sparse, &words}).ok());
}

TEST(Check, Dense) {
  EXPECT_EQ(refusal(Dense{}, {kF64}), "makes a dense block dense");
  EXPECT_EQ(refusal(Dense{}, {kF64}, /*sparse=*/true), "");
}

}  // namespace
}  // namespace slipway::model
