#include "engine/plan.h"

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "engine/kernel.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/link.h"
#include "model/stages/scale.h"

namespace slipway::engine {
namespace {

using data::Kind;

// Outputs: "label" (text), "truth" (bool), "number" (float64), "count" (int64), "scores" (a vector of
// 2) and "name", a text that passes through.
struct Whole {
  Whole() {
    builder.inputs({{"x", Kind::kFloat64, {}}, {"name", Kind::kString, {}}}, true);
    const auto x = *builder.select("x", 0, {0});
    const auto name = *builder.select("name", 0, {1});
    const auto checked = *builder.add("check", "", {x}, model::Require{});
    const auto scores =
        *builder.add("scores", "", {checked}, model::Link{model::LinkKind::kOneMinus});
    const auto side = *builder.add("decide", "", {x}, model::Decide{.threshold = 0.5});
    const auto labelled = [&](const char* output, model::Labels labels) {
      ASSERT_TRUE(builder.output({.name = output, .value = side, .labels = labels}).ok());
    };
    labelled("label", {Kind::kString, {"no", "yes"}, {}});
    labelled("truth", {Kind::kBool, {"False", "True"}, {0, 1}});
    labelled("number", {Kind::kFloat64, {"0.25", "1e+300"}, {0.25, 1e300}});
    labelled("count", {Kind::kInt64, {"-7", "8"}, {-7, 8}});
    EXPECT_TRUE(
        builder
            .output({.name = "scores", .value = scores, .scalar = false, .columns = {"no", "yes"}})
            .ok());
    EXPECT_TRUE(builder.output({.name = "name", .value = name}).ok());
    model = *std::move(builder).build();
  }
  // Columns x and name.
  std::vector<data::ColumnView> rows(const std::vector<double>& xs) {
    x.clear(), name.clear();
    for (const double value : xs) {
      x.append_float64(value);
      value < 0 ? name.append_null() : name.append_string(value == 0 ? "" : "n");
    }
    return {x.view(), name.view()};
  }
  model::ModelBuilder builder;
  model::ModelPtr model;
  data::Column x{data::Type{Kind::kFloat64, {}}}, name{data::Type{Kind::kString, {}}};
  Scratch scratch;
  data::Chunk out;
  data::RowErrors errors;
};

std::unique_ptr<const Plan> plan_of(const Whole& whole, const std::vector<std::string>& outputs) {
  auto plan = compile(whole.model, outputs);
  EXPECT_TRUE(plan.ok()) << plan.status().text();
  return *std::move(plan);
}

TEST(Plan, GivesTheOutputsThatWereAskedForInThatOrder) {
  Whole whole;
  const auto plan = plan_of(whole, {"scores", "label", "count"});
  const data::Schema& schema = *plan->output_schema();
  ASSERT_EQ(schema.size(), 3u);
  EXPECT_EQ(schema[0].name, "scores");
  EXPECT_EQ(data::type_name(schema[0].type), "float64[2]");
  EXPECT_EQ(schema[0].labels, (std::vector<std::string>{"no", "yes"}));
  EXPECT_EQ(data::type_name(schema[1].type), "string");
  EXPECT_EQ(data::type_name(schema[2].type), "int64");
  ASSERT_TRUE(plan->run(whole.rows({0.25, 0.75}), 2, whole.out, whole.scratch, whole.errors).ok());
  EXPECT_EQ(whole.out.rows(), 2);
  const auto scores = whole.out.column(0).view();
  EXPECT_EQ(std::vector<double>(scores.float64s(), scores.float64s() + 4),
            (std::vector<double>{0.75, 0.25, 0.25, 0.75}));
  EXPECT_EQ(whole.out.column(1).view().string(0), "no");
  EXPECT_EQ(whole.out.column(1).view().string(1), "yes");
  EXPECT_EQ(whole.out.column(2).view().int64s()[1], 8);
}

TEST(Plan, TheFirstOutputIsTheDefault) {
  Whole whole;
  EXPECT_EQ((*plan_of(whole, {})->output_schema())[0].name, "label");
}

TEST(Plan, LabelsKeepTheirKind) {
  Whole whole;
  const auto plan = plan_of(whole, {"truth", "number"});
  ASSERT_TRUE(plan->run(whole.rows({0, 1}), 2, whole.out, whole.scratch, whole.errors).ok());
  EXPECT_FALSE(whole.out.column(0).view().boolean(0));
  EXPECT_TRUE(whole.out.column(0).view().boolean(1));
  EXPECT_EQ(whole.out.column(1).view().float64s()[0], 0.25);
  EXPECT_EQ(whole.out.column(1).view().float64s()[1], 1e300);
}

TEST(Plan, AMissingTextStaysMissingAndAnEmptyOneEmpty) {
  Whole whole;
  const auto plan = plan_of(whole, {"name"});
  ASSERT_TRUE(plan->run(whole.rows({-1, 0, 1}), 3, whole.out, whole.scratch, whole.errors).ok());
  const auto names = whole.out.column(0).view();
  EXPECT_FALSE(names.valid(0));
  EXPECT_TRUE(names.valid(1));
  EXPECT_EQ(names.string(1), "");
  EXPECT_EQ(names.string(2), "n");
}

TEST(Plan, TheDictionaryOfLabelsNeverChanges) {
  Whole whole;
  const auto plan = plan_of(whole, {"label"});
  ASSERT_TRUE(plan->run(whole.rows({0}), 1, whole.out, whole.scratch, whole.errors).ok());
  const auto first = whole.out.column(0).dictionary();
  data::Chunk other;
  Scratch scratch;
  ASSERT_TRUE(plan->run(whole.rows({1, 1}), 2, other, scratch, whole.errors).ok());
  EXPECT_EQ(other.column(0).dictionary(), first);
}

// "check" would fail the row, but nobody asked for what it feeds.
TEST(Plan, RunsOnlyWhatTheOutputsNeed) {
  Whole whole;
  const auto plan = plan_of(whole, {"count"});
  for (const std::string& line : plan->kernels()) EXPECT_FALSE(line.starts_with("check")) << line;
  ASSERT_TRUE(plan->run(whole.rows({kNan}), 1, whole.out, whole.scratch, whole.errors).ok());
  EXPECT_TRUE(whole.errors.empty());
  EXPECT_EQ(whole.out.column(0).view().int64s()[0], -7);
}

TEST(Plan, FailedRowsComeSortedOnceEachAfterThoseThereWere) {
  Bench bench({kF64, kF64});
  bench.stage(model::Require{}).row({1, kNan}).row({1, 1}).row({kInf, kNan}).row({kNan, 1});
  bench.run();
  ASSERT_EQ(bench.errors.size(), 3u);
  EXPECT_EQ(bench.errors[0].row, 0);
  EXPECT_EQ(bench.errors[0].column, "f1");
  EXPECT_EQ(bench.errors[1].row, 2);
  EXPECT_STREQ(bench.errors[1].status.reason(), "NOT_FINITE");  // the first column's
  EXPECT_EQ(bench.errors[2].row, 3);
}

TEST(Plan, ScratchServesAnyPlanAndAnyNumberOfRows) {
  Whole whole;
  const auto count = plan_of(whole, {"count"}), label = plan_of(whole, {"label", "scores"});
  for (const std::size_t rows : {1, 100, 3, 2048, 0}) {
    const std::vector<double> xs(rows, 0.75);
    const auto n = static_cast<std::int64_t>(rows);
    ASSERT_TRUE(count->run(whole.rows(xs), n, whole.out, whole.scratch, whole.errors).ok());
    ASSERT_EQ(whole.out.rows(), n);
    if (rows > 0) {
      EXPECT_EQ(whole.out.column(0).view().int64s()[rows - 1], 8);
    }
    ASSERT_TRUE(label->run(whole.rows(xs), n, whole.out, whole.scratch, whole.errors).ok());
    ASSERT_EQ(whole.out.rows(), n);
    if (rows > 0) {
      EXPECT_EQ(whole.out.column(0).view().string(n - 1), "yes");
    }
  }
}

TEST(Plan, EveryKindOfInputIsTakenAndItsMissingValuesToo) {
  model::ModelBuilder builder;
  builder.inputs({{"i", Kind::kInt64, {}}, {"b", Kind::kBool, {}}}, true);
  ASSERT_TRUE(builder.output({.name = "out", .value = 0, .scalar = false}).ok());
  const auto plan = *compile(*std::move(builder).build(), {});
  data::Column i{data::Type{Kind::kInt64, {}}}, b{data::Type{Kind::kBool, {}}};
  i.append_int64(1ll << 53), i.append_null();
  b.append_bool(true), b.append_null();
  data::Chunk out;
  Scratch scratch;
  data::RowErrors errors;
  const std::vector<data::ColumnView> in = {i.view(), b.view()};
  ASSERT_TRUE(plan->run(in, 2, out, scratch, errors).ok());
  const double* values = out.column(0).view().float64s();
  EXPECT_EQ(values[0], 9007199254740992.0);
  EXPECT_EQ(values[1], 1);
  EXPECT_NE(values[2], values[2]);
  EXPECT_NE(values[3], values[3]);
}

TEST(Plan, SaysWhatItCosts) {
  Whole whole;
  const auto plan = plan_of(whole, {"scores"});
  EXPECT_LE(plan->estimate_us(0), plan->estimate_us(1));
  EXPECT_GT(plan->estimate_us(2048), plan->estimate_us(1));
  EXPECT_EQ(plan->kernels().back(), "scores: link");
}

TEST(Plan, SaysWhichOutputsThereAre) {
  Bench bench({kF64});
  bench.stage(model::Scale{});
  bench.run();
  EXPECT_EQ(compile(bench.built, {"prob"}).status().text(),
            "the model has no output \"prob\" (UNKNOWN_OUTPUT); it has: out");
}

TEST(Plan, AKernelThatMayNotBeUsedIsMissed) {
  Bench bench({kF64});
  bench.stage(model::Scale{}).run();
  const base::Status status = compile(bench.built, {}, {.kernels = {"linear"}}).status();
  EXPECT_EQ(status.code(), base::Code::kUnimplemented);
  EXPECT_EQ(status.text(), "stage: no kernel computes scale (NO_KERNEL)");
}

TEST(Kernels, TheRegistryIsSortedAndRefusesByName) {
  const std::vector<std::string> names = kernels().names();
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_STREQ(kernels().find("abacus").status().reason(), "UNKNOWN_KIND");
}

}  // namespace
}  // namespace slipway::engine
