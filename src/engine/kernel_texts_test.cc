#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/texts.h"

namespace slipway::engine {
namespace {

using model::EditTexts;
using model::MeasureTexts;
using Texts = std::vector<std::string>;

std::shared_ptr<const model::Pattern> pattern(const char* python, model::Pattern::Use::For what) {
  return *model::Pattern::compile(python, {what, "pattern", 0});
}

Texts edited(EditTexts op, const Texts& texts) {
  Bench bench({kText});
  bench.stage(std::move(op));
  for (const std::string& text : texts) bench.columns[0].append_string(text);
  const Texts all = bench.texts();
  EXPECT_EQ(bench.texts(1), all);
  EXPECT_TRUE(bench.errors.empty());
  return all;
}

TEST(KernelTexts, Edits) {
  const Texts texts = {"", " Straße\u00a0", "ΟΔΟΣ"};
  EXPECT_EQ(edited({.what = EditTexts::What::kLower}, texts), (Texts{"", " straße\u00a0", "οδος"}));
  EXPECT_EQ(edited({.what = EditTexts::What::kUpper}, texts),
            (Texts{"", " STRASSE\u00a0", "ΟΔΟΣ"}));
  EXPECT_EQ(edited({.what = EditTexts::What::kStrip}, texts), (Texts{"", "Straße", "ΟΔΟΣ"}));
  EXPECT_EQ(edited({.what = EditTexts::What::kSlice, .begin = 1, .end = 3}, texts),
            (Texts{"", "St", "ΔΟ"}));
  EXPECT_EQ(edited({.what = EditTexts::What::kReplace,
                    .pattern = pattern("[aΟ]", model::Pattern::Use::For::kReplace),
                    .by = *model::parse_replacement("--")},
                   texts),
            (Texts{"", " Str--ße\u00a0", "--Δ--Σ"}));
}

TEST(KernelTexts, JoinsAndMeasures) {
  Bench joined({kText, kText});
  joined.stage(model::JoinTexts{"/"});
  joined.columns[0].append_string("a"), joined.columns[1].append_string("ø");
  joined.columns[0].append_string(""), joined.columns[1].append_string("");
  EXPECT_EQ(joined.texts(), (Texts{"a/ø", "/"}));
  for (const auto what : {MeasureTexts::What::kLength, MeasureTexts::What::kContains}) {
    Bench bench({kText});
    bench.stage(MeasureTexts{what, pattern("ø$", model::Pattern::Use::For::kContains)});
    for (const char* text : {"", "aaø", "øa"}) bench.columns[0].append_string(text);
    EXPECT_EQ(bench.run(),
              what == MeasureTexts::What::kLength ? (Rows{{0}, {3}, {2}}) : (Rows{{0}, {1}, {0}}));
  }
}

TEST(KernelTexts, FailsRowsByName) {
  const auto reason = [](model::Op op, const char* text) {
    Bench bench({kText, kText});
    bench.stage(std::move(op));
    bench.columns[0].append_string("a"), bench.columns[1].append_string("b");
    bench.columns[0].append_string("a");
    text == nullptr ? bench.columns[1].append_null() : bench.columns[1].append_string(text);
    bench.last = *bench.builder.select("one", bench.last,
                                       {bench.builder.block(bench.last).width() > 1 ? 1u : 0u});
    if (bench.builder.block(bench.last).columns[0] == model::Element::kString)
      bench.texts();
    else
      bench.run();
    EXPECT_EQ(bench.errors.size(), 1u);
    EXPECT_EQ(bench.errors.at(0).row, 1);
    EXPECT_EQ(bench.errors.at(0).column, "f1");
    return std::string(bench.errors.at(0).status.reason());
  };
  for (const char* text : {static_cast<const char*>(nullptr), "\xff"}) {
    const std::string wanted = text == nullptr ? "MISSING_VALUE" : "BAD_TEXT";
    EXPECT_EQ(reason(EditTexts{}, text), wanted);
    EXPECT_EQ(reason(model::JoinTexts{}, text), wanted);
    EXPECT_EQ(reason(MeasureTexts{}, text), wanted);
  }
  EXPECT_EQ(reason(MeasureTexts{MeasureTexts::What::kContains,
                                pattern("(?:a+)+$", model::Pattern::Use::For::kContains)},
                   (std::string(100, 'a') + "c").c_str()),
            "PATTERN_LIMIT");
}

TEST(KernelTexts, DoublingAgainAndAgainComesToAnEnd) {
  Bench bench({kText});
  for (int i = 0; i < 40; ++i) {
    bench.last = *bench.builder.concat("twice", {bench.last, bench.last});
    bench.stage(model::JoinTexts{});
  }
  bench.columns[0].append_string("0123456789");
  bench.texts();
  ASSERT_EQ(bench.errors.size(), 1u);
  EXPECT_STREQ(bench.errors[0].status.reason(), "TEXT_LIMIT");
}

TEST(KernelTexts, LooksUpNumbers) {
  Bench bench({kF64});
  const Category missing{Category::Kind::kMissing, 0, {}};
  bench.stage(model::LookupTexts{{{.numbers = {number(0), number(2), number(2), number(3)},
                                   .texts = {text("null"), text(""), text("again"), missing},
                                   .otherwise = text("other")}}});
  for (const double x : {-0.0, 2.0, 3.0, 4.0, kNan}) bench.row({x});
  EXPECT_EQ(bench.texts(), (Texts{"null", "", "(missing)", "other", "(missing)"}));
  EXPECT_EQ(bench.texts(2), (Texts{"null", "", "(missing)", "other", "(missing)"}));
}

}  // namespace
}  // namespace slipway::engine
