// gather, cast, require.
#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/columns.h"

namespace slipway::engine {
namespace {

TEST(KernelColumns, RequireFailsRowsTheLibraryWouldRefuse) {
  Bench bench({kF64});
  bench.stage(model::Require{.as = model::Element::kF32});
  for (const double x : {1.0, kNan, 1e300, std::numeric_limits<double>::infinity()})
    bench.columns[0].append_float64(x);
  bench.run();
  ASSERT_EQ(bench.errors.size(), 3u);
  EXPECT_STREQ(bench.errors[0].status.reason(), "MISSING_VALUE");
  EXPECT_STREQ(bench.errors[1].status.reason(), "NOT_FINITE");
  EXPECT_EQ(bench.errors[2].row, 3);
}

TEST(KernelColumns, GatherChoosesRepeatsAndReorders) {
  Bench bench({kF64, kF64, kF64});
  bench.stage(model::Gather{{{0, 2}, {0, 0}, {0, 2}}}).row({1, 2, 3}).row({4, 5, kInf});
  EXPECT_EQ(bench.run(), (Rows{{3, 1, 3}, {kInf, 4, kInf}}));
}

TEST(KernelColumns, CastRoundsToNearestEven) {
  Bench bench({kF64});
  bench.stage(model::Cast{model::Element::kF32});
  // 16777217 lies halfway between two floats; 1e39 beyond the greatest; 1e-46 nearer to 0.
  for (const double x : {16777217.0, 16777219.0, 0.1, 1e39, -1e39, 1e-46, 1e-45, kNan})
    bench.row({x});
  Rows rows = bench.run();
  EXPECT_TRUE(std::isnan(rows.back()[0]));
  rows.pop_back();
  EXPECT_EQ(rows,
            (Rows{{16777216}, {16777220}, {0x1.99999ap-4}, {kInf}, {-kInf}, {0}, {0x1p-149}}));
}

TEST(KernelColumns, CastWidensWithoutLoss) {
  Bench bench({kF32});
  EXPECT_EQ(bench.stage(model::Cast{model::Element::kF64}).row({0.1}).run(),
            (Rows{{0x1.99999ap-4}}));
}

std::vector<std::string> reasons(model::Require require, const std::vector<double>& values) {
  Bench bench({kF64});
  bench.stage(require);
  for (const double x : values) bench.row({x});
  bench.run();
  std::vector<std::string> all;
  for (const auto& error : bench.errors)
    all.push_back(std::to_string(error.row) + " " + error.column + ": " + error.status.text());
  return all;
}

TEST(KernelColumns, RequireSaysWhatIsWrongAndWhere) {
  const std::vector<double> values = {1e300, kInf, -kInf, kNan};
  EXPECT_EQ(
      reasons({.as = model::Element::kF32}, values),
      (std::vector<std::string>{
          "0 f0: the value is too large for float32 (NOT_FINITE)",
          "1 f0: the value is infinite (NOT_FINITE)", "2 f0: the value is infinite (NOT_FINITE)",
          "3 f0: the value is missing, and the model takes no missing values here "
          "(MISSING_VALUE)"}));
  EXPECT_EQ(reasons({}, values).size(), 3u);  // 1e300 is a float64
  EXPECT_EQ(reasons({.allow_nan = true}, values).size(), 2u);
  EXPECT_EQ(reasons({.allow_infinite = true}, values).size(), 1u);
  EXPECT_TRUE(reasons({.allow_nan = true, .allow_infinite = true}, values).empty());
}

TEST(KernelColumns, RequireLeavesTextAlone) {
  Bench bench({kText, kF64});
  bench.stage(model::Require{});
  bench.stage(model::Gather{{{0, 1}}});  // the text is looked at, its missing value is no failure
  bench.row({0, 5});
  EXPECT_EQ(bench.run(), (Rows{{5}}));
  EXPECT_TRUE(bench.errors.empty());
}

TEST(KernelColumns, ValuesOutOfRangeAreRefused) {
  Bench bench({kF64});
  bench.stage(model::Require{.least = 0, .greatest = 2});
  bench.row({2}).row({-0.5}).row({0}).row({2.5});
  bench.run();
  ASSERT_EQ(bench.errors.size(), 2u);
  EXPECT_STREQ(bench.errors[0].status.reason(), "OUT_OF_RANGE");
  EXPECT_EQ(bench.errors[0].row, 1);
  EXPECT_EQ(bench.errors[1].row, 3);
}

}  // namespace
}  // namespace slipway::engine
