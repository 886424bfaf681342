#include "data/type.h"

#include <gtest/gtest.h>

#include "data/schema.h"

namespace slipway::data {
namespace {

TEST(Type, NamesAreThoseOfMessages) {
  EXPECT_EQ(kind_name(Kind::kBool), "bool");
  EXPECT_EQ(kind_name(Kind::kTimestamp), "timestamp");
  EXPECT_EQ(type_name({Kind::kFloat64, {}}), "float64");
  EXPECT_EQ(type_name({Kind::kFloat32, {3}}), "float32[3]");
  EXPECT_EQ(type_name({Kind::kInt64, {2, 3}}), "int64[2, 3]");
  EXPECT_EQ(type_name({Kind::kString, {}, true}), "string or whole number");
}

TEST(Type, WidthIsTheValuesOfOneRow) {
  EXPECT_EQ((Type{Kind::kFloat64, {}}.width()), 1);
  EXPECT_EQ((Type{Kind::kFloat64, {1}}.width()), 1);
  EXPECT_EQ((Type{Kind::kFloat64, {2, 3}}.width()), 6);
  EXPECT_NE((Type{Kind::kFloat64, {1}}), (Type{Kind::kFloat64, {}}));
}

TEST(Schema, TheFirstOfANameIsFound) {
  const Schema schema({{"a", {}, {}}, {"b", {}, {}}, {"a", {Kind::kBool, {}}, {}}});
  EXPECT_EQ(schema.index("a"), 0u);
  EXPECT_EQ(schema.index("b"), 1u);
  EXPECT_EQ(schema.index("A"), Schema::kMissing);
  EXPECT_EQ(Schema().index(""), Schema::kMissing);
}

}  // namespace
}  // namespace slipway::data
