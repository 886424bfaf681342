#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "engine/kernel.h"
#include "model/stages/row_norm.h"

namespace slipway::engine {
namespace {

using model::Norm;
using model::RowNorm;

Rows divided(Norm norm, double least = 0) {
  Bench bench({kF64, kF64});
  bench.stage(RowNorm{norm, least}).row({3, -4}).row({0, 0}).row({-2, -1}).row({3e-17, 4e-17});
  return bench.run();
}

TEST(KernelRowNorm, DividesByTheNormOfTheRow) {
  EXPECT_EQ(divided(Norm::kL1)[0], (std::vector<double>{3.0 / 7, -4.0 / 7}));
  EXPECT_EQ(divided(Norm::kL2)[0], (std::vector<double>{3.0 / 5, -4.0 / 5}));
  EXPECT_EQ(divided(Norm::kMaxAbs)[0], (std::vector<double>{3.0 / 4, -1}));
  EXPECT_EQ(divided(Norm::kMax)[0], (std::vector<double>{1, -4.0 / 3}));
  EXPECT_EQ(divided(Norm::kMax)[2], (std::vector<double>{2, 1}));
}

TEST(KernelRowNorm, ARowWithoutLengthStays) {
  EXPECT_EQ(divided(Norm::kL2)[1], (std::vector<double>{0, 0}));
  EXPECT_EQ(divided(Norm::kL1)[3], (std::vector<double>{3.0 / 7, 4.0 / 7}));
  EXPECT_EQ(divided(Norm::kL1, 1e-15)[3], (std::vector<double>{3e-17, 4e-17}));
}

// A column of 0 between makes the block sparse here; the zeros count for the greatest only.
TEST(KernelRowNorm, OfASparseBlockTheSame) {
  for (const Norm norm : {Norm::kL1, Norm::kL2, Norm::kMaxAbs, Norm::kMax}) {
    SparseRows rows;
    Bench dense({kF64, kF64, kF64});
    dense.stage(RowNorm{norm}).row({3, 0, -4}).row({0, 0, -2}).row({0, 0, 0});
    const Rows expected = dense.run();
    model::Block in{.columns = {3, model::Element::kF64}, .sparse = true};
    rows.start();
    rows.add(0, 3), rows.add(2, -4), rows.end_row();
    rows.add(2, -2), rows.end_row();
    rows.end_row();
    const model::Stage stage{
        .name = "", .origin = "", .inputs = {0}, .output = in, .op = RowNorm{norm}};
    engine::Run run{.rows = 3, .in = {}, .sparse_in = {&rows}};
    SparseRows out;
    run.sparse_out = &out;
    (*kernels().find("row_norm"))->prepare(stage, model::Model())->run(run);
    EXPECT_EQ(out.value[0], expected[0][0]);
    EXPECT_EQ(out.value[1], expected[0][2]);
    EXPECT_EQ(out.value[2], expected[1][2]);
    EXPECT_EQ(out.begin, (std::vector<std::size_t>{0, 2, 3, 3}));
  }
}

}  // namespace
}  // namespace slipway::engine
