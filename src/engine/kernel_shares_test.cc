#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/shares.h"

namespace slipway::engine {
namespace {

using model::NoShare;

Rows shares(model::Shares op, const std::vector<double>& row) {
  Bench bench(std::vector<data::Kind>(row.size(), kF64));
  return bench.stage(op).row(row).run();
}

TEST(KernelShares, OfARowWithoutASum) {
  EXPECT_EQ(shares({}, {1, 3}), (Rows{{0.25, 0.75}}));
  EXPECT_EQ(shares({}, {0, 0}), (Rows{{0.5, 0.5}}));
  EXPECT_EQ(shares({NoShare::kKeep}, {0, 0}), (Rows{{0, 0}}));
  EXPECT_EQ(shares({NoShare::kKeep}, {1, -1}), (Rows{{1, -1}}));
  EXPECT_EQ(shares({NoShare::kUniformOfNan}, {0, 0}), (Rows{{0.5, 0.5}}));
  EXPECT_EQ(shares({NoShare::kUniformOfNan}, {1, -1}), (Rows{{kInf, -kInf}}));
  EXPECT_EQ(shares({NoShare::kUniformOfNan}, {kNan, 1}), (Rows{{0.5, 0.5}}));
}

TEST(KernelShares, WhatIsALittleAboveOneIsCut) {
  EXPECT_EQ(shares({NoShare::kUniform, true}, {1 + 0x1p-20, -0x1p-20}), (Rows{{1, -0x1p-20}}));
  EXPECT_EQ(shares({NoShare::kUniform, true}, {2, -1}), (Rows{{2, -1}}));
}

// Nine tenths: numpy adds eight sums up in pairs.
TEST(KernelShares, ManyAreAddedAsNumpyDoes) {
  std::vector<double> row;
  for (int i = 1; i <= 9; ++i) row.push_back(0.1 * i);
  EXPECT_EQ(shares({}, row)[0][0], 0.1 / 4.5);
}

}  // namespace
}  // namespace slipway::engine
