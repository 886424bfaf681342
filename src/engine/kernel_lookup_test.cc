#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/lookup.h"

namespace slipway::engine {
namespace {

model::OneHot colours(model::Unknown unknown) {
  model::OneHot::Column column;
  column.categories = {text("red"), text(""), {Category::Kind::kMissing, 0, {}}};
  column.slot = {0, 1, 2};
  column.slots = 3;
  column.unknown = unknown;
  return {{column}};
}

TEST(KernelLookup, OneHotTellsEmptyFromMissing) {
  Bench bench({kText});
  bench.stage(colours(model::Unknown::kIgnore));
  bench.columns[0].append_string("red"), bench.columns[0].append_string("");
  bench.columns[0].append_null(), bench.columns[0].append_string("blue");
  EXPECT_EQ(bench.run(), (Rows{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 0}}));
  EXPECT_TRUE(bench.errors.empty());
}

TEST(KernelLookup, OneHotRejectsTheRowAndNamesTheColumn) {
  Bench bench({kText});
  bench.stage(colours(model::Unknown::kReject));
  bench.columns[0].append_string("red"), bench.columns[0].append_string("blue");
  EXPECT_EQ(bench.run()[0], (std::vector<double>{1, 0, 0}));
  ASSERT_EQ(bench.errors.size(), 1u);
  EXPECT_EQ(bench.errors[0].row, 1);
  EXPECT_EQ(bench.errors[0].column, "f0");
  EXPECT_EQ(bench.errors[0].value, "blue");
  EXPECT_STREQ(bench.errors[0].status.reason(), "UNKNOWN_CATEGORY");
}

TEST(KernelLookup, OrdinalMatchesNegativeZeroAndNan) {
  Bench bench({kF64});
  bench.stage(model::Ordinal{{{.categories = {number(0), number(kNan)},
                               .code = {7, kNan},
                               .unknown = model::Unknown::kIgnore,
                               .unknown_code = -1}}});
  for (const double x : {-0.0, 3.0, kNan}) bench.columns[0].append_float64(x);
  const auto rows = bench.run();
  EXPECT_EQ(rows[0][0], 7);
  EXPECT_EQ(rows[1][0], -1);
  EXPECT_TRUE(std::isnan(rows[2][0]));
}

TEST(KernelLookup, CategoriesMayShareASlotOrHaveNone) {
  model::OneHot::Column column;
  column.categories = {number(1), number(2), number(3)};
  column.slot = {0, model::OneHot::kNoSlot, 0};
  column.slots = 2;
  column.unknown = model::Unknown::kIgnore;
  column.unknown_slot = 1;
  Bench bench({kF64, kF64});
  bench.stage(model::OneHot{{column, column}}).row({1, 2}).row({3, 9});
  EXPECT_EQ(bench.run(), (Rows{{1, 0, 0, 0}, {1, 0, 0, 1}}));
}

TEST(KernelLookup, OfEqualCategoriesTheFirstCounts) {
  Bench bench({kF64, kText});
  const std::vector<double> codes = {4, 5};
  bench.stage(model::Ordinal{{{.categories = {number(0.0), number(-0.0)}, .code = codes},
                              {.categories = {text("a"), text("a")}, .code = codes}}});
  bench.columns[0].append_float64(-0.0), bench.columns[1].append_string("a");
  EXPECT_EQ(bench.run(), (Rows{{4, 4}}));
}

TEST(KernelLookup, AFloat32IsLookedUpAsItIs) {
  Bench bench({kF32});
  bench.stage(model::Ordinal{{{.categories = {number(0.1), number(0.1f)},
                               .code = {1, 2},
                               .unknown = model::Unknown::kIgnore,
                               .unknown_code = -1}}});
  bench.row({0.1}).row({0.5}).row({kInf});
  EXPECT_EQ(bench.run(), (Rows{{2}, {-1}, {-1}}));
}

// A file can't tell a missing text from NaN, nor a missing number from None.
TEST(KernelLookup, MissingMatchesNanAndTheOtherWayRound) {
  const Category missing{Category::Kind::kMissing, 0, {}};
  Bench bench({kF64, kText});
  bench.stage(model::Ordinal{
      {{.categories = {missing}, .code = {1}}, {.categories = {number(kNan)}, .code = {2}}}});
  bench.row({kNan, 0});
  EXPECT_EQ(bench.run(), (Rows{{1, 2}}));
  Bench both({kF64, kText});
  const std::vector<Category> either = {missing, number(kNan)};
  both.stage(model::Ordinal{
      {{.categories = either, .code = {1, 2}}, {.categories = either, .code = {1, 2}}}});
  both.row({kNan, 0});
  EXPECT_EQ(both.run(), (Rows{{2, 1}}));  // each its own, where there are both
}

TEST(KernelLookup, OrdinalRejectsNumbersByTheirText) {
  Bench bench({kF64});
  bench.stage(model::Ordinal{{{.categories = {number(1)}, .code = {0}}}}).row({1}).row({2.5});
  bench.run();
  ASSERT_EQ(bench.errors.size(), 1u);
  EXPECT_EQ(bench.errors[0].row, 1);
  EXPECT_EQ(bench.errors[0].value, "2.5");
  EXPECT_EQ(bench.errors[0].status.message(),
            "\"2.5\" is not a value that the model was trained on");
}

// 255 bytes and a character of two: half a character would break every answer in JSON.
TEST(KernelLookup, ALongValueIsShownUpToAWholeCharacter) {
  Bench bench({kText});
  bench.stage(colours(model::Unknown::kReject));
  const std::string start(255, 'x');
  bench.columns[0].append_string(start + "\u00e9\u00e9");
  bench.run();
  ASSERT_EQ(bench.errors.size(), 1u);
  EXPECT_EQ(bench.errors[0].value, start);
}

TEST(KernelLookup, RowsStandSideBySide) {
  Bench bench({kText, kF64, kF64});
  model::LookupRows op;
  op.columns.resize(3);
  op.columns[0] = {.categories = {text("a"), {Category::Kind::kMissing, 0, {}}},
                   .row = {1, 0},
                   .width = 2,
                   .rows = {1, 2, 3, 4},
                   .unknown = model::Unknown::kIgnore,
                   .unknown_row = 1};
  op.columns[1] = {.categories = {number(5)}, .row = {0}, .width = 1, .rows = {7}};
  op.columns[2] = {.categories = {number(kNan)},
                   .row = {0},
                   .width = 1,
                   .rows = {8, 9},
                   .unknown = model::Unknown::kIgnore,
                   .unknown_row = 1,
                   .takes_missing = false};
  bench.stage(op);
  for (const double x : {1.0, 1.0, 1.0, 1.0, kNan}) bench.columns[2].append_float64(x);
  bench.columns[0].append_string("a"), bench.columns[1].append_float64(5);
  bench.columns[0].append_null(), bench.columns[1].append_float64(5);
  bench.columns[0].append_string("b"), bench.columns[1].append_float64(6);
  bench.columns[0].append_string("b"), bench.columns[1].append_null();
  bench.columns[0].append_string("b"), bench.columns[1].append_float64(5);
  const auto rows = bench.run();
  EXPECT_EQ(rows[0], (std::vector<double>{3, 4, 7, 9}));
  EXPECT_EQ(rows[1], (std::vector<double>{1, 2, 7, 9}));
  ASSERT_EQ(bench.errors.size(), 3u);
  EXPECT_EQ(bench.errors[0].row, 2);
  EXPECT_STREQ(bench.errors[0].status.reason(), "UNKNOWN_CATEGORY");
  EXPECT_EQ(bench.errors[1].row, 3);
  EXPECT_STREQ(bench.errors[1].status.reason(), "MISSING_VALUE");
  EXPECT_EQ(bench.errors[2].row, 4);
  EXPECT_STREQ(bench.errors[2].status.reason(), "MISSING_VALUE");
}

}  // namespace
}  // namespace slipway::engine
