// What several families refuse alike.
#include "model/stages/check_test.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"

namespace slipway::model {
namespace {

TEST(Check, AllButGatherTakeOneBlock) {
  const Block one{{kF64}}, two{{kText, kF32}};
  EXPECT_EQ(check(Decide{}, {&one, &two}).status().message(), "takes one block");
  const auto both = check(Gather{{{1, 1}, {0, 0}, {1, 0}}}, {&one, &two});
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->columns, (Columns{kF32, kF64, kText}));
}

}  // namespace
}  // namespace slipway::model
