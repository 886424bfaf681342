#include <cmath>

#include <gtest/gtest.h>

#include "base/pairwise_sum.h"
#include "engine/bench_test.h"
#include "model/stages/quadratic_forms.h"

namespace slipway::engine {
namespace {

using model::QuadraticForms;
using Kind = QuadraticForms::Kind;

TEST(KernelQuadraticForms, ByVariance) {
  Bench bench({kF64, kF64});
  bench.stage(QuadraticForms{Kind::kVariances, 2, {{{1, 2}, {4, 0.5}, {}}, {{}, {1, 2}, {}}}});
  bench.row({3, 3}).row({1, 2});
  EXPECT_EQ(bench.run(), (Rows{{3, 13.5}, {0, 3}}));
}

TEST(KernelQuadraticForms, OfProjections) {
  Bench bench({kF64, kF64});
  bench.stage(
      QuadraticForms{Kind::kProjections, 2, {{{1, 1}, {1, 0, 2, 3, 0, 1}, {}}, {{}, {1, 1}, {4}}}});
  bench.row({2, 3}).row({1, 1});
  EXPECT_EQ(bench.run(), (Rows{{1 + 64 + 4, 1}, {0, 4}}));
}

TEST(KernelQuadraticForms, OfProducts) {
  Bench bench({kF64, kF64});
  bench.stage(QuadraticForms{Kind::kProducts, 2, {{{1, 1}, {2, 1, 1, 3}, {}}}});
  bench.row({2, 3}).row({0, 1});
  EXPECT_EQ(bench.run(), (Rows{{4 + 14}, {2}}));
}

// As the contract states it, number by number, and whatever rows stand beside a row.
TEST(KernelQuadraticForms, ManyColumnsInEveryChunk) {
  constexpr std::size_t kWidth = 19, kLength = 11;
  QuadraticForms op{Kind::kProjections, kWidth, {{}}};
  QuadraticForms::Form& form = op.forms[0];
  const auto number = [](std::size_t i) { return std::sin(static_cast<double>(i) * 1.7) * 3; };
  for (std::size_t j = 0; j < kWidth; ++j) form.centre.push_back(number(j));
  for (std::size_t i = 0; i < kLength * kWidth; ++i) form.matrix.push_back(number(i + 100));
  for (std::size_t i = 0; i < kLength; ++i) form.shift.push_back(number(i + 500));
  Bench bench(std::vector<data::Kind>(kWidth, kF64));
  bench.stage(op);
  Rows wanted;
  for (std::size_t r = 0; r < 71; ++r) {
    std::vector<double> row, y;
    for (std::size_t j = 0; j < kWidth; ++j) row.push_back(number(r * kWidth + j + 1000));
    for (std::size_t i = 0; i < kLength; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < kWidth; ++j)
        sum += (row[j] - form.centre[j]) * form.matrix[i * kWidth + j];
      y.push_back(sum - form.shift[i]);
    }
    wanted.push_back({base::pairwise_sum([&](std::size_t i) { return y[i] * y[i]; }, 0, kLength)});
    bench.row(row);
  }
  for (const std::int64_t chunk : {1, 7, 2048}) EXPECT_EQ(bench.run({}, chunk), wanted);
}

}  // namespace
}  // namespace slipway::engine
