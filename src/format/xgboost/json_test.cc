#include <bit>
#include <cmath>

#include <gtest/gtest.h>

#include "format/xgboost/document.h"

namespace slipway::format::xgboost {
namespace {

TEST(Json, NumbersAreRoundedOnceToFloat32) {
  // Halfway between two float32 but for its last digit: by way of a double it would be rounded
  // down.
  const auto document =
      parse_json("[1.00000017881393432617187500001, 16777217, 16777217.0, 1E-45, 1E60, -0.0]");
  ASSERT_TRUE(document.ok()) << document.status().text();
  const auto numbers = document->root.doubles(6);
  ASSERT_TRUE(numbers.ok());
  EXPECT_EQ((*numbers)[0], static_cast<double>(std::bit_cast<float>(0x3f800002u)));
  EXPECT_EQ((*numbers)[1], 16777217);  // an integer is an integer
  EXPECT_EQ((*numbers)[2], 16777216);
  EXPECT_GT((*numbers)[3], 0);
  EXPECT_TRUE(std::isinf((*numbers)[4]));
  EXPECT_TRUE(std::signbit((*numbers)[5]));
}

TEST(Json, NanAndInfinityAsXgboostWritesThem) {
  const auto document = parse_json(R"({"a":[NaN,Infinity,-Infinity]})");
  ASSERT_TRUE(document.ok()) << document.status().text();
  const auto numbers = document->root.find("a")->doubles(3);
  ASSERT_TRUE(numbers.ok());
  EXPECT_TRUE(std::isnan((*numbers)[0]));
  EXPECT_GT((*numbers)[1], 1e308);
  EXPECT_LT((*numbers)[2], -1e308);
}

TEST(Json, ArraysOfOtherThingsKeepTheNumbersInFront) {
  const auto document = parse_json(R"([1,true,"x",{"y":[]},null])");
  ASSERT_TRUE(document.ok());
  ASSERT_EQ(document->root.kind, Node::Kind::kArray);
  ASSERT_EQ(document->root.items.size(), 5u);
  EXPECT_EQ(document->root.items[1].number, 1);
  EXPECT_EQ(document->root.items[2].text, "x");
  EXPECT_EQ(document->root.items[4].kind, Node::Kind::kNull);
}

TEST(Json, BrokenTextIsNamedByItsOffset) {
  EXPECT_EQ(parse_json("{\"a\":}").status().place(), "offset 5");
  EXPECT_STREQ(parse_json("{\"a\":[1,2").status().reason(), "TRUNCATED");
  EXPECT_STREQ(parse_json("{} x").status().reason(), "BAD_FILE");
  EXPECT_EQ(parse_json(std::string_view("{} \0x", 5)).status().place(), "offset 3");
  EXPECT_STREQ(parse_json("[\"\xff\"]").status().reason(), "BAD_FILE");
  EXPECT_STREQ(parse_json(std::string(100'000, '[')).status().reason(), "BAD_FILE");
}

}  // namespace
}  // namespace slipway::format::xgboost
