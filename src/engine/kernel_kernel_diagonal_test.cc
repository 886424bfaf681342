#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/kernel_values.h"

namespace slipway::engine {
namespace {

using model::Function;
using Kind = model::KernelTerm::Kind;

TEST(KernelDiagonal, OfARowAndItself) {
  Bench bench({kF64, kF64});
  bench.stage(model::KernelDiagonal{{{.kind = Kind::kDot, .scale = {1, 2}},
                                     {.kind = Kind::kSquaredDistance},
                                     {.kind = Kind::kFunction, .function = Function::kExp, .a = 1},
                                     {.kind = Kind::kSum, .a = 0, .b = 2}}});
  bench.row({3, 4}).row({0, 0}).row({-1, 2});
  EXPECT_EQ(bench.run(), (Rows{{14}, {1}, {3}}));
}

}  // namespace
}  // namespace slipway::engine
