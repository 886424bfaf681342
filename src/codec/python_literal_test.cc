#include "codec/python_literal.h"

#include <gtest/gtest.h>

namespace slipway::codec {
namespace {

TEST(PythonLiteral, PieceByPiece) {
  PythonLiteral literal("{ 'a': True, 'b': [('x]', ']'), [1]], 'c': (3L, 4)}\n");
  std::string_view text;
  bool flag = false;
  std::vector<std::int64_t> shape;
  EXPECT_TRUE(literal.skip('{') && literal.quoted(text) && literal.skip(':') &&
              literal.boolean(flag) && literal.skip(','));
  EXPECT_TRUE(flag);
  EXPECT_TRUE(literal.quoted(text) && literal.skip(':') && literal.text_or_list(text));
  EXPECT_EQ(text, "[('x]', ']'), [1]]");
  EXPECT_TRUE(literal.skip(',') && literal.text_or_list(text) && literal.skip(':'));
  EXPECT_EQ(text, "c");
  EXPECT_TRUE(literal.shape(shape) && literal.skip('}') && literal.end());
  EXPECT_EQ(shape, (std::vector<std::int64_t>{3, 4}));
}

TEST(PythonLiteral, WhatDoesNotEnd) {
  std::string_view text;
  EXPECT_FALSE(PythonLiteral("'a").quoted(text));
  EXPECT_FALSE(PythonLiteral("[[1]").text_or_list(text));
  EXPECT_FALSE(PythonLiteral("['a]").text_or_list(text));
  std::int64_t number = 0;
  EXPECT_FALSE(PythonLiteral("-1").number(number));
  EXPECT_FALSE(PythonLiteral("").skip('x'));
}

}  // namespace
}  // namespace slipway::codec
