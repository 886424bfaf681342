#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/columns.h"
#include "model/stages/linear.h"
#include "model/stages/scale.h"
#include "model/stages/text.h"

namespace slipway::engine {
namespace {

model::Analysis words() {
  model::Analysis analysis;
  analysis.token_pattern = *model::Pattern::compile(R"(\w+)");
  return analysis;
}

struct TextBench : Bench {
  TextBench() : Bench({kText}) {}
  TextBench& text(const char* value) {
    columns[0].append_string(value);
    return *this;
  }
  TextBench& count(std::vector<std::string> terms, bool binary = false) {
    stage(model::TextCount{.analysis = words(), .terms = std::move(terms), .binary = binary});
    return *this;
  }
};

TEST(KernelText, CountsTerms) {
  TextBench bench;
  bench.count({"b", "a"}).text("a B a c").text("").text("c");
  EXPECT_EQ(bench.run(), (Rows{{1, 2}, {0, 0}, {0, 0}}));
  TextBench binary;
  binary.count({"b", "a"}, true).text("a B a c");
  EXPECT_EQ(binary.run(), (Rows{{1, 1}}));
}

TEST(KernelText, AMissingTextFailsAloneAndByName) {
  TextBench bench;
  bench.count({"a"}).text("a");
  bench.row({0});
  bench.text("a a");
  const Rows rows = bench.run();
  EXPECT_EQ(rows[0][0], 1);
  EXPECT_EQ(rows[2][0], 2);
  ASSERT_EQ(bench.errors.size(), 1u);
  EXPECT_EQ(bench.errors[0].row, 1);
  EXPECT_STREQ(bench.errors[0].status.reason(), "MISSING_VALUE");
  EXPECT_EQ(bench.errors[0].column, "f0");
}

TEST(KernelText, APatternThatGivesUpFailsItsRow) {
  model::Analysis analysis;
  analysis.token_pattern = *model::Pattern::compile("(?:a+)+$");
  TextBench bench;
  bench.stage(model::TextCount{.analysis = analysis, .terms = {"aa"}});
  bench.text("aa").text((std::string(100, 'a') + "c").c_str());
  EXPECT_EQ(bench.run()[0][0], 1);
  ASSERT_EQ(bench.errors.size(), 1u);
  EXPECT_STREQ(bench.errors[0].status.reason(), "PATTERN_LIMIT");
}

// murmur3("a") = 1009084850 and ("c") = -516762017 are of either sign.
TEST(KernelText, HashesWithASign) {
  const auto hashed = [](model::TextHash op, const char* text) {
    op.analysis = words();
    TextBench bench;
    bench.stage(std::move(op));
    bench.text(text);
    return bench.run()[0];
  };
  using Row = std::vector<double>;
  EXPECT_EQ(hashed({.columns = 2}, "a a"), (Row{2, 0}));
  EXPECT_EQ(hashed({.columns = 1}, "a c"), Row{0});
  EXPECT_EQ(hashed({.columns = 1, .signs = false}, "a c"), Row{2});
  EXPECT_EQ(hashed({.columns = 1, .binary = true}, "a c"), Row{1});
  EXPECT_EQ(hashed({.columns = 1, .absolute = true}, "c c"), Row{2});
}

TEST(KernelText, WeighsCounts) {
  using Norm = model::TfIdf::Norm;
  const auto weighed = [](const model::TfIdf& op) {
    TextBench bench;
    bench.count({"a", "b"}).stage(op);
    bench.text("a b b").text("");
    return bench.run();
  };
  EXPECT_EQ(weighed({.idf = {3, 2}, .norm = Norm::kNone}), (Rows{{3, 4}, {0, 0}}));
  EXPECT_EQ(weighed({.idf = {3, 2}, .norm = Norm::kL2}), (Rows{{3.0 / 5, 4.0 / 5}, {0, 0}}));
  EXPECT_EQ(weighed({.norm = Norm::kL1}), (Rows{{1.0 / 3, 2.0 / 3}, {0, 0}}));
  EXPECT_EQ(weighed({.sublinear = true, .norm = Norm::kNone}),
            (Rows{{1, std::log(2.0) + 1}, {0, 0}}));
  EXPECT_EQ(weighed({.norm = Norm::kL1, .single = true}),
            (Rows{{static_cast<double>(1.0f / 3), static_cast<double>(2.0f / 3)}, {0, 0}}));
}

// 1 + 2^-53 + 2^-53 is 1 from the left and 1 + 2^-52 from the right.
TEST(KernelText, SumsInTheOrderThatIsAsked) {
  const double small = std::ldexp(1.0, -53);
  const auto first = [&](bool descending) {
    TextBench bench;
    bench.count({"a", "b", "c"});
    bench.stage(model::TfIdf{
        .idf = {1, small, small}, .norm = model::TfIdf::Norm::kL1, .descending = descending});
    bench.text("a b c");
    return bench.run()[0][0];
  };
  EXPECT_EQ(first(false), 1.0);
  EXPECT_EQ(first(true), 1.0 / (1 + std::ldexp(1.0, -52)));
}

TEST(KernelText, ADenseBlockIsWeighedToo) {
  Bench bench({kF64, kF32});
  bench.stage(model::TfIdf{.idf = {2, 2}, .norm = model::TfIdf::Norm::kL1});
  bench.row({1, 3}).row({0, 0});
  EXPECT_EQ(bench.run(), (Rows{{0.25, 0.75}, {0, 0}}));
}

// The stages that take sparse blocks.
TEST(KernelText, SparseRowsAreScaledSummedAndGathered) {
  TextBench scaled;
  scaled.count({"a", "b", "c"}).stage(model::Scale{.factor = {2, 3, 4}});
  scaled.text("a b b").text("");
  EXPECT_EQ(scaled.run(), (Rows{{2, 6, 0}, {0, 0, 0}}));

  TextBench linear;
  linear.count({"a", "b", "c"})
      .stage(model::Linear{.inputs = 3, .coef = {1, 10, 100, -1, 0, 1}, .intercept = {0.5, 0}});
  linear.text("a b b").text("").text("c");
  EXPECT_EQ(linear.run(), (Rows{{21.5, -1}, {0.5, 0}, {100.5, 1}}));

  TextBench gathered;
  gathered.count({"a", "b", "c"}).stage(model::Gather{.columns = {{0, 2}, {0, 0}, {0, 2}, {0, 1}}});
  gathered.text("c a c").text("b");
  EXPECT_EQ(gathered.run(), (Rows{{2, 1, 2, 0}, {0, 0, 0, 1}}));

  TextBench dense;
  dense.count({"a", "b"}).stage(model::Dense{}).stage(model::Scale{.offset = {1, 1}});
  dense.text("a").text("");
  EXPECT_EQ(dense.run(), (Rows{{0, -1}, {-1, -1}}));
}

// Sparse and dense columns side by side, -0 and NaN being values, in chunks of any size.
TEST(KernelText, SparseAndDenseColumnsAreJoined) {
  for (const std::int64_t chunk : {1, 2, 2048}) {
    Bench bench({kText, kF64, kF32});
    const auto text = *bench.builder.select("text", 0, {0});
    const auto numbers = *bench.builder.select("numbers", 0, {1, 2});
    const auto counts = *bench.builder.add(
        "count", "test", {text}, model::TextCount{.analysis = words(), .terms = {"a", "b"}});
    bench.last = *bench.builder.concat("all", {numbers, counts});
    for (const char* one : {"a", "", "b b a"}) bench.columns[0].append_string(one);
    for (const double x : {1.5, -0.0, 0.0}) bench.columns[1].append_float64(x);
    bench.columns[2].append_float32(0), bench.columns[2].append_null(),
        bench.columns[2].append_float32(-2);
    const Rows rows = bench.run({}, chunk);
    EXPECT_EQ(rows[0], (std::vector<double>{1.5, 0, 1, 0}));
    EXPECT_TRUE(std::signbit(rows[1][0]) && std::isnan(rows[1][1]));
    EXPECT_EQ(rows[2], (std::vector<double>{0, -2, 1, 2}));
  }
}

}  // namespace
}  // namespace slipway::engine
