#include "codec/typed_value.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace slipway::codec {
namespace {

using data::Kind;

data::Type type(Kind kind) { return {kind, {}}; }

TEST(TypedValue, NumbersAndTextConvertTimesAndVectorsDoNot) {
  EXPECT_TRUE(converts(type(Kind::kInt64), type(Kind::kFloat32)));
  EXPECT_TRUE(converts(type(Kind::kBool), type(Kind::kFloat64)));
  EXPECT_TRUE(converts(type(Kind::kString), type(Kind::kInt64)));
  EXPECT_TRUE(converts(type(Kind::kTimestamp), type(Kind::kTimestamp)));
  EXPECT_FALSE(converts(type(Kind::kInt64), type(Kind::kString)));
  EXPECT_FALSE(converts(type(Kind::kTimestamp), type(Kind::kFloat64)));
  EXPECT_FALSE(converts({Kind::kFloat64, {2}}, type(Kind::kFloat64)));
}

TEST(TypedValue, WhatANumberCannotBeIsAnError) {
  data::Column from(type(Kind::kFloat64));
  for (const double x : {1.0, 0.5, std::nan(""), 1e300, -2.0}) from.append_float64(x);
  from.append_null();
  data::Column whole(type(Kind::kInt64));
  data::RowErrors errors;
  append_typed(whole, from.view(), "n", 10, errors);
  ASSERT_EQ(errors.size(), 3u);
  EXPECT_EQ(errors[0].row, 1);
  EXPECT_EQ(errors[0].column, "n");
  EXPECT_EQ(errors[0].value, "0.5");
  EXPECT_EQ(errors[0].status.message(), "row 12: \"0.5\" is not a int64");
  EXPECT_EQ(whole.view().int64s()[0], 1);
  EXPECT_EQ(whole.view().int64s()[4], -2);
  EXPECT_FALSE(whole.view().valid(5));
  EXPECT_EQ(whole.null_count(), 4);
  data::Column flag(type(Kind::kBool));
  errors.clear();
  append_typed(flag, from.view(0, 2), "b", 0, errors);
  EXPECT_EQ(errors.size(), 1u);
  EXPECT_TRUE(flag.view().boolean(0));
}

TEST(TypedValue, WholeNumbersAreTextsWhereTheTypeHasItSo) {
  const data::Type category{Kind::kString, {}, true};
  EXPECT_TRUE(converts(type(Kind::kInt64), category));
  EXPECT_TRUE(converts(type(Kind::kString), category));
  EXPECT_FALSE(converts(type(Kind::kFloat64), category));
  data::Column from(type(Kind::kInt64)), flags(type(Kind::kBool)), texts(category);
  from.append_int64(3), from.append_null(), from.append_int64(9007199254740993);
  flags.append_bool(true);
  data::RowErrors errors;
  append_typed(texts, from.view(), "c", 0, errors);
  append_typed(texts, flags.view(), "c", 0, errors);
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(texts.view().string(0), "3");
  EXPECT_FALSE(texts.view().valid(1));
  EXPECT_EQ(texts.view().string(2), "9007199254740993");
  EXPECT_EQ(texts.view().string(3), "1");
}

TEST(TypedValue, TextIsReadAsInCsvAndMustBeUtf8) {
  data::Column from(type(Kind::kString));
  from.append_string("1.5"), from.append_string("x"), from.append_string("\xff");
  data::Column number(type(Kind::kFloat32)), text(type(Kind::kString));
  data::RowErrors errors;
  append_typed(number, from.view(), "n", 0, errors);
  EXPECT_EQ(errors.size(), 2u);
  EXPECT_EQ(number.view().float32s()[0], 1.5f);
  errors.clear();
  append_typed(text, from.view(), "s", 0, errors);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_STREQ(errors[0].status.reason(), "BAD_UTF8");
  EXPECT_EQ(errors[0].value, "");
}

}  // namespace
}  // namespace slipway::codec
