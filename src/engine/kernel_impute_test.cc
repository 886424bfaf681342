#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/scale.h"

namespace slipway::engine {
namespace {

TEST(KernelImpute, FillsNumbersAndFlagsThem) {
  Bench bench({kF64, kF64});
  bench.stage(
      model::Impute{.missing = number(kNan), .fill = {number(5), number(6)}, .indicators = {1}});
  bench.columns[0].append_null(), bench.columns[0].append_float64(1);
  bench.columns[1].append_float64(2), bench.columns[1].append_float64(kNan);
  EXPECT_EQ(bench.run(), (Rows{{5, 2, 0}, {1, 6, 1}}));
}

TEST(KernelImpute, FillsANumberThatStandsForMissing) {
  Bench bench({kF64});
  bench.stage(model::Impute{.missing = number(-1), .fill = {number(9)}});
  bench.columns[0].append_float64(-1), bench.columns[0].append_float64(kNan);
  const auto rows = bench.run();
  EXPECT_EQ(rows[0][0], 9);
  EXPECT_TRUE(std::isnan(rows[1][0]));
}

TEST(KernelImpute, RoundsTheFillToFloat32) {
  Bench bench({kF32});
  bench.stage(model::Impute{.missing = number(kNan), .fill = {number(0.1)}});
  bench.row({kNan}).row({2});
  EXPECT_EQ(bench.run(), (Rows{{static_cast<double>(0.1f)}, {2}}));
}

TEST(KernelImpute, DropsColumnsButStillFlagsThem) {
  Bench bench({kF64, kF64, kF64});
  const Category keep{Category::Kind::kMissing, 0, {}};
  bench.stage(model::Impute{.missing = number(kNan),
                            .fill = {number(7), keep, keep},
                            .dropped = {1},
                            .indicators = {1, 0}});
  bench.row({kNan, 1, 3}).row({4, kNan, kNan});
  const Rows rows = bench.run();
  EXPECT_EQ(rows[0], (std::vector<double>{7, 3, 0, 1}));
  EXPECT_EQ(rows[1][0], 4);
  EXPECT_TRUE(std::isnan(rows[1][1]));  // no fill: left as it is
  EXPECT_EQ(rows[1][2], 1);
}

// The texts of a run, "<missing>" for none.
std::vector<std::string> texts(Bench& bench) {
  EXPECT_TRUE(bench.builder.output({.name = "out", .value = bench.last}).ok());
  const model::ModelPtr model = *std::move(bench.builder).build();
  const auto plan = *compile(model, {});
  Scratch scratch;
  data::Chunk out;
  const std::vector<data::ColumnView> in = {bench.columns[0].view()};
  EXPECT_TRUE(plan->run(in, bench.columns[0].size(), out, scratch, bench.errors).ok());
  std::vector<std::string> all;
  for (std::int64_t i = 0; i < out.rows(); ++i) {
    const auto view = out.column(0).view();
    all.push_back(view.valid(i) ? std::string(view.string(i)) : "<missing>");
  }
  return all;
}

TEST(KernelImpute, FillsTexts) {
  Bench bench({kText});
  bench.stage(model::Impute{.missing = {Category::Kind::kMissing, 0, {}}, .fill = {text("")}});
  bench.columns[0].append_null(), bench.columns[0].append_string("a");
  EXPECT_EQ(texts(bench), (std::vector<std::string>{"", "a"}));
}

TEST(KernelImpute, ATextMayStandForMissing) {
  Bench bench({kText});
  bench.stage(model::Impute{.missing = text("?"), .fill = {text("b")}});
  bench.columns[0].append_string("?"), bench.columns[0].append_null();
  bench.columns[0].append_string("??");
  EXPECT_EQ(texts(bench), (std::vector<std::string>{"b", "<missing>", "??"}));
}

}  // namespace
}  // namespace slipway::engine
