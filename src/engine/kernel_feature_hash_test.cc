// feature_hash: terms, signs, sums.
#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/text.h"

namespace slipway::engine {
namespace {

using model::FeatureHash;

// murmur3("a") = 1009084850 and ("c") = -516762017 are of either sign.
TEST(KernelFeatureHash, NumbersCountAsThemselves) {
  Bench bench({kF64, kF64});
  bench.stage(FeatureHash{.names = {"a", "c"}, .columns = 2});
  bench.row({1.5, 0}).row({0, 2}).row({kNan, kNan}).row({1, 4});
  EXPECT_EQ(bench.run(), (Rows{{1.5, 0}, {0, -2}, {0, 0}, {1, -4}}));
}

TEST(KernelFeatureHash, TextsCountAsOneUnderTheirNameOrAlone) {
  Bench bench({kText});
  bench.stage(FeatureHash{.names = {""}, .columns = 2});
  for (const char* text : {"a", "c"}) bench.columns[0].append_string(text);
  bench.row({0});  // missing
  EXPECT_EQ(bench.run(), (Rows{{1, 0}, {0, -1}, {0, 0}}));
  Bench named({kText});  // murmur3("city=Oslo") is odd and negative
  named.stage(FeatureHash{.names = {"city"}, .columns = 2});
  named.columns[0].append_string("Oslo");
  Bench whole({kText});
  whole.stage(FeatureHash{.names = {""}, .columns = 2});
  whole.columns[0].append_string("city=Oslo");
  EXPECT_EQ(named.run(), whole.run());
}

TEST(KernelFeatureHash, SumsOfOneColumn) {
  const auto summed = [](FeatureHash op) {
    op.names = {"a", "c"}, op.columns = 1;
    Bench bench({kF64, kF64});
    bench.stage(std::move(op));
    bench.row({1, 4}).row({0.1, 0.2});
    return bench.run();
  };
  EXPECT_EQ(summed({}), (Rows{{-3}, {0.1 - 0.2}}));
  EXPECT_EQ(summed({.absolute = true}), (Rows{{3}, {0.2 - 0.1}}));
  EXPECT_EQ(summed({.signs = false, .single = true}),
            (Rows{{5}, {static_cast<double>(0.1f + 0.2f)}}));
}

}  // namespace
}  // namespace slipway::engine
