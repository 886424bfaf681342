#include "format/catboost/columns.h"

#include <limits>

#include <gtest/gtest.h>

#include "format/catboost/json.h"
#include "format/catboost/model_test.h"

namespace slipway::format::catboost {
namespace {

Saved small() { return *read_json(small_model()); }
std::string refusal(const Saved& saved) {
  const auto columns = read_columns(saved);
  return columns.ok() ? "" : columns.status().message();
}

TEST(CatBoostColumns, NumbersValuesAndStatistics) {
  const auto columns = read_columns(small());
  ASSERT_TRUE(columns.ok()) << columns.status().text();
  EXPECT_EQ(columns->width, 3u);
  EXPECT_EQ(columns->numbers, std::vector<std::uint32_t>{0});
  EXPECT_EQ(columns->categories, std::vector<std::uint32_t>{1});
  ASSERT_EQ(columns->tests.size(), 4u);
  EXPECT_EQ(columns->tests[1].border, 2);
  EXPECT_EQ(columns->tests[2].column, 1u);
  EXPECT_EQ(columns->tests[3].border, 5);
  EXPECT_EQ(columns->lookup->equal[0].hash, 77);
  EXPECT_EQ(columns->lookup->tables[0].rows, (std::vector<float>{4.5f, 13.5f}));
}

TEST(CatBoostColumns, MissingIsAboveWhereTheFileSaysSo) {
  Saved saved = small();
  saved.floats[0].nan = NanIs::kTrue;
  saved.floats[0].borders[1] = std::numeric_limits<float>::infinity();
  const auto right = [&saved](std::size_t split) {
    return read_columns(saved)->tests[split].nan_right;
  };
  EXPECT_TRUE(right(0));
  EXPECT_FALSE(right(1));
  saved.floats[0].has_nans = false;
  EXPECT_FALSE(right(0));
  saved.floats[0].has_nans = true, saved.floats[0].nan = NanIs::kAsIs;
  EXPECT_FALSE(right(0));
}

TEST(CatBoostColumns, StatisticsOfOneTableShareIt) {
  Saved saved = small();
  saved.ctrs.push_back(saved.ctrs[0]);
  saved.ctrs[1].base.projection.floats = {{0, 1}};
  saved.ctrs[1].base.projection.values = {{0, 77}};
  saved.tables[saved.ctrs[1].base] = saved.tables.begin()->second;
  saved.ctrs.push_back(saved.ctrs[1]);
  const auto columns = read_columns(saved);
  ASSERT_TRUE(columns.ok()) << columns.status().text();
  ASSERT_EQ(columns->lookup->tables.size(), 2u);
  EXPECT_EQ(columns->lookup->tables[1].unknown.size(), 2u);
  EXPECT_EQ(columns->lookup->tables[1].above.size(), 1u);
  EXPECT_EQ(columns->lookup->tables[1].equal.size(), 1u);
}

TEST(CatBoostColumns, TreesThatTestNothingReadAColumn) {
  Saved saved = small();
  saved.floats[0].borders.clear(), saved.one_hot.clear(), saved.ctrs.clear();
  EXPECT_EQ(read_columns(saved)->width, 1u);
  EXPECT_FALSE(read_columns(saved)->lookup.has_value());
  saved.floats.clear();
  EXPECT_EQ(read_columns(saved)->lookup->equal.size(), 1u);
  saved.categories.clear();
  EXPECT_EQ(refusal(saved), "there is no feature");
}

TEST(CatBoostColumns, WhatDoesNotFitIsRefused) {
  Saved saved = small();
  saved.floats[0].borders = {2, 1};
  EXPECT_EQ(refusal(saved), "borders are not in order");
  saved = small();
  saved.ctrs[0].borders = {std::numeric_limits<float>::quiet_NaN()};
  EXPECT_EQ(refusal(saved), "a border is NaN");
  saved = small();
  saved.floats[0].nan = static_cast<NanIs>(9);
  EXPECT_EQ(refusal(saved), "an unknown treatment of missing values");
  saved = small();
  saved.one_hot[0].feature = 4;
  EXPECT_EQ(refusal(saved), "there is no categorical feature 4");
  saved = small();
  saved.tables.clear();
  EXPECT_EQ(refusal(saved), "the table of a ctr feature is not there");
  saved = small();
  saved.ctrs[0].base.projection.floats = {{3, 1}};
  saved.tables[saved.ctrs[0].base] = {};
  EXPECT_EQ(refusal(saved), "a ctr tests the numeric feature 3");
}

}  // namespace
}  // namespace slipway::format::catboost
