// feature_hash: what is refused.
#include "model/stages/feature_hash.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, FeatureHash) {
  EXPECT_EQ(made(FeatureHash{.names = {"a"}, .columns = 2}, {kF64}), (Columns{kF64, kF64}));
  EXPECT_EQ(made(FeatureHash{.names = {""}, .columns = 1}, {kText}), Columns{kF64});
  EXPECT_EQ(refusal(FeatureHash{.names = {""}, .columns = 1}, {kF64}), "a number without a name");
  EXPECT_EQ(refusal(FeatureHash{.names = {"a"}}, {kF64}), "leaves no column");
  EXPECT_EQ(refusal(FeatureHash{.names = {}, .columns = 1}, {kF64}),
            "names has 0 values, wanted 1");
  EXPECT_EQ(refusal(FeatureHash{.names = {"a"}, .columns = 1u << 31}, {kF64}),
            "has 2147483648 columns, at most 4194304");
}

}  // namespace
}  // namespace slipway::model
