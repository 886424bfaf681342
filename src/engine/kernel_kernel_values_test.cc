#include <cmath>
#include <cstring>
#include <random>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "engine/math.h"
#include "model/stages/kernel_values.h"

namespace slipway::engine {
namespace {

using model::Function;
using model::KernelTerm;
using model::KernelValues;
using Kind = KernelTerm::Kind;

KernelTerm function(Function function, std::uint32_t a, double constant = 0) {
  return {.kind = Kind::kFunction, .function = function, .constant = constant, .a = a};
}

// Two learned rows of two columns.
Rows values(std::vector<KernelTerm> terms, const Rows& rows) {
  Bench bench({kF64, kF64});
  bench.stage(KernelValues{.rows = {.columns = 2, .count = 2, .values = {1, 2, -3, 0}},
                           .terms = std::move(terms)});
  for (const auto& row : rows) bench.row(row);
  return bench.run();
}

TEST(KernelValues, Measures) {
  const Rows x = {{2, 1}, {0, 0}, {3, -2}};
  EXPECT_EQ(values({{.kind = Kind::kDot}}, x), (Rows{{4, -6}, {0, 0}, {-1, -9}}));
  EXPECT_EQ(values({{.kind = Kind::kSquaredDistance}}, x), (Rows{{2, 26}, {5, 9}, {20, 40}}));
  EXPECT_EQ(values({{.kind = Kind::kManhattan}}, x), (Rows{{2, 6}, {3, 3}, {6, 8}}));
  // the columns of 3 + -3 and -2 + 2 are left out
  EXPECT_EQ(values({{.kind = Kind::kChi2}}, x), (Rows{{1.0 / 3 + 1.0 / 3, -24}, {3, -3}, {1, -2}}));
  const Rows cosine = values({{.kind = Kind::kCosine}}, x);
  EXPECT_NEAR(cosine[0][0], 0.8, 1e-15);
  EXPECT_EQ(cosine[1], (std::vector<double>{0, 0}));
}

TEST(KernelValues, ScaleDividesBoth) {
  EXPECT_EQ(values({{.kind = Kind::kSquaredDistance, .scale = {2}}}, {{2, 1}}), (Rows{{0.5, 6.5}}));
  EXPECT_EQ(values({{.kind = Kind::kSquaredDistance, .scale = {1, 0.5}}}, {{2, 1}}),
            (Rows{{5, 29}}));
}

TEST(KernelValues, StepsReadEarlierOnes) {
  const std::vector<KernelTerm> terms = {{.kind = Kind::kSquaredDistance},
                                         function(Function::kMultiply, 0, -0.5),
                                         function(Function::kExp, 1),
                                         {.kind = Kind::kConstant, .constant = 3},
                                         {.kind = Kind::kProduct, .a = 2, .b = 3},
                                         {.kind = Kind::kDot},
                                         {.kind = Kind::kSum, .a = 4, .b = 5}};
  EXPECT_EQ(values(terms, {{2, 1}}), (Rows{{exact_exp(-1.0) * 3 + 4, exact_exp(-13.0) * 3 - 6}}));
}

// Sparse rows, a sparse block, rows one at a time or many: the same bits.
TEST(KernelValues, SparseAndChunksAgree) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  constexpr std::uint32_t kColumns = 11, kCount = 21;
  model::KernelRows dense{.columns = kColumns, .count = kCount}, sparse = dense;
  sparse.sparse = true, sparse.begin = {0};
  for (std::size_t i = 0; i < kCount; ++i) {
    for (std::uint32_t j = 0; j < kColumns; ++j) {
      dense.values.push_back(random() % 3 == 0 ? normal(random) : 0);
      if (dense.values.back() == 0) continue;
      sparse.values.push_back(dense.values.back()), sparse.column.push_back(j);
    }
    sparse.begin.push_back(sparse.values.size());
  }
  for (const Kind kind : {Kind::kDot, Kind::kSquaredDistance}) {
    Bench a(std::vector<data::Kind>(kColumns, kF64)), b(std::vector<data::Kind>(kColumns, kF64));
    a.stage(KernelValues{dense, {{.kind = kind}}});
    b.stage(KernelValues{sparse, {{.kind = kind}}});
    for (int i = 0; i < 150; ++i) {
      std::vector<double> row;
      for (std::uint32_t j = 0; j < kColumns; ++j)
        row.push_back(random() % 2 == 0 ? normal(random) : 0);
      a.row(row), b.row(row);
    }
    const Rows all = a.run();
    EXPECT_EQ(all, b.run());
    for (const std::int64_t chunk : {1, 7}) EXPECT_EQ(all, a.run({}, chunk));
  }
}

}  // namespace
}  // namespace slipway::engine
