#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/basis.h"

namespace slipway::engine {
namespace {

using model::BSplines;

TEST(KernelProducts, MultipliesEarlierProducts) {
  Bench bench({kF64, kF32});
  bench.stage(model::Products{{{}, {0, -1}, {1, -1}, {0, 2}, {0, 3}}}).row({3, 0.5});
  EXPECT_EQ(bench.run(), (Rows{{1, 3, 0.5, 1.5, 4.5}}));
}

TEST(KernelBins, CountsTheEdgesBelow) {
  Bench plain({kF64}), tolerant({kF64});
  plain.stage(model::Bins{{{0, 1, 1, 2}}});
  tolerant.stage(model::Bins{{{0, 1, 1, 2}}, true});
  for (Bench* bench : {&plain, &tolerant})
    bench->row({-1}).row({0}).row({0.9999999}).row({1}).row({5});
  EXPECT_EQ(plain.run(), (Rows{{0}, {1}, {1}, {3}, {4}}));
  EXPECT_EQ(tolerant.run(), (Rows{{0}, {1}, {3}, {3}, {4}}));
}

BSplines lines(BSplines::Outside outside) {
  BSplines op{.columns = {{.knots = {-1, 0, 1, 2, 3}, .low = 0, .high = 2}},
              .degree = 1,
              .outputs = 3,
              .outside = outside};
  op.columns[0].below = {.first = 0, .values = {1}, .slopes = {-1}};
  op.columns[0].above = {.first = 2, .values = {1}, .slopes = {0}};
  return op;
}

Rows at(const BSplines& op, std::vector<double> xs) {
  Bench bench({kF64});
  bench.stage(op);
  for (const double x : xs) bench.row({x});
  return bench.run();
}

TEST(KernelBSplines, InsideAndOutside) {
  using Outside = BSplines::Outside;
  EXPECT_EQ(at(lines(Outside::kContinue), {0, 0.25, 2, 3, kNan}),
            (Rows{{1, 0, 0}, {0.75, 0.25, 0}, {0, 0, 1}, {0, -1, 2}, {0, 0, 0}}));
  EXPECT_EQ(at(lines(Outside::kLine), {-0.5, 0.25, 2.5}),
            (Rows{{1.5, 0, 0}, {0.75, 0.25, 0}, {0, 0, 1}}));
  BSplines ring = lines(Outside::kPeriodic);
  ring.outputs = 2, ring.columns[0].below = {}, ring.columns[0].above = {};
  EXPECT_EQ(at(ring, {-0.75, 1.25, 3.25}), (Rows{{0.25, 0.75}, {0.25, 0.75}, {0.25, 0.75}}));
}

TEST(KernelBSplines, ARowOutsideFails) {
  Bench bench({kF64});
  bench.stage(lines(BSplines::Outside::kReject)).row({1}).row({2.5});
  bench.run();
  ASSERT_EQ(bench.errors.size(), 1u);
  EXPECT_EQ(bench.errors[0].row, 1);
  EXPECT_STREQ(bench.errors[0].status.reason(), "OUT_OF_RANGE");
}

}  // namespace
}  // namespace slipway::engine
