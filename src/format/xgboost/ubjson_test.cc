#include <gtest/gtest.h>

#include "format/xgboost/document.h"

namespace slipway::format::xgboost {
namespace {

using std::string_literals::operator""s;

TEST(Ubjson, EveryTypeOfNumber) {
  const std::string bytes =
      "{i\x01"
      "ai\xff"
      "i\x01"
      "bU\xff"
      "i\x01"
      "cI\x01\x00"
      "i\x01"
      "dl\x00\x01\x00\x00"
      "i\x01"
      "eL\x00\x00\x00\x01\x00\x00\x00\x00"
      "i\x01"
      "fd\x3f\x00\x00\x00"
      "i\x01"
      "gD\x3f\xe0\x00\x00\x00\x00\x00\x00"
      "i\x01"
      "hT"
      "i\x01"
      "kZ}"s;
  const auto document = parse_ubjson(bytes);
  ASSERT_TRUE(document.ok()) << document.status().text();
  const auto number = [&](const char* name) { return document->root.find(name)->number; };
  EXPECT_EQ(number("a"), -1);
  EXPECT_EQ(number("b"), 255);
  EXPECT_EQ(number("c"), 256);
  EXPECT_EQ(number("d"), 65536);
  EXPECT_EQ(number("e"), 4294967296.0);
  EXPECT_EQ(number("f"), 0.5);
  EXPECT_EQ(number("g"), 0.5);
  EXPECT_EQ(number("h"), 1);
  EXPECT_EQ(document->root.find("k")->kind, Node::Kind::kNull);
}

TEST(Ubjson, ArraysTypedCountedAndPlain) {
  const std::string bytes =
      "{i\x01"
      "a[$I#i\x02\x00\x01\x00\x02"
      "i\x01"
      "b[#i\x02i\x03T"
      "i\x01"
      "c[Ni\x05Si\x01x]}"s;
  const auto document = parse_ubjson(bytes);
  ASSERT_TRUE(document.ok()) << document.status().text();
  EXPECT_EQ(*document->root.find("a")->doubles(2), (std::vector<double>{1, 2}));
  EXPECT_EQ(*document->root.find("b")->doubles(2), (std::vector<double>{3, 1}));
  EXPECT_EQ(document->root.find("c")->items[1].text, "x");
}

TEST(Ubjson, HostileLengthsAreRefusedBeforeAnythingIsAllocated) {
  for (const std::string& bytes : {"{i\x01"
                                   "a[$d#L\x7f\xff\xff\xff\xff\xff\xff\xff"s,
                                   "{i\x01"
                                   "aSi\xff"
                                   "x}"s,
                                   "{L\x7f\xff\xff\xff\xff\xff\xff\xff"s,
                                   "{i\x01"
                                   "a[$S#i\x02"s,
                                   "{$i#i\x01"s,
                                   "{i\x01"
                                   "ax}"s,
                                   "{i\x01"
                                   "aD\x00"s,
                                   ""s}) {
    const auto document = parse_ubjson(bytes);
    ASSERT_FALSE(document.ok());
    EXPECT_TRUE(document.status().reason() == std::string_view("BAD_FILE") ||
                document.status().reason() == std::string_view("TRUNCATED"))
        << document.status().text();
  }
}

TEST(Ubjson, NestingIsBounded) {
  std::string bytes =
      "{i\x01"
      "a"s;
  for (int i = 0; i < 100'000; ++i) bytes += '[';
  EXPECT_STREQ(parse_ubjson(bytes).status().reason(), "BAD_FILE");
}

TEST(Ubjson, WhatFollowsIsRefused) {
  EXPECT_TRUE(parse_ubjson("{}NN").ok());
  EXPECT_STREQ(parse_ubjson("{}x").status().reason(), "BAD_FILE");
}

}  // namespace
}  // namespace slipway::format::xgboost
