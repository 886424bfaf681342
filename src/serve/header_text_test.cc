#include "serve/header_text.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

TEST(HeaderText, ItemsOfAList) {
  std::string_view rest = "text/csv ; q=1,, b ";
  EXPECT_EQ(next_item(rest, ','), "text/csv ; q=1");
  EXPECT_EQ(next_item(rest, ','), "");
  EXPECT_EQ(next_item(rest, ','), "b");
  EXPECT_EQ(rest, "");
  EXPECT_EQ(next_item(rest, ','), "");
}

TEST(HeaderText, CaseAndSpaces) {
  EXPECT_EQ(lower_case("Text/CSV \xc3\x84"), "text/csv \xc3\x84");
  EXPECT_EQ(trimmed("  a b "), "a b");
  EXPECT_EQ(trimmed("   "), "");
}

TEST(HeaderText, EscapesOfTargets) {
  EXPECT_EQ(percent_decoded("a%20b%2Cc+d"), "a b,c+d");
  EXPECT_EQ(percent_decoded("a+b", true), "a b");
  EXPECT_EQ(percent_decoded("%c3%A4%"), "\xc3\xa4%");
  EXPECT_EQ(percent_decoded("%2"), "%2");
  EXPECT_EQ(percent_decoded("%-1%zz%+1"), "%-1%zz%+1");
}

TEST(HeaderText, ValuesOfAQuery) {
  EXPECT_EQ(query_value("a=1&b=x%26y&a=2", "a"), "1");
  EXPECT_EQ(query_value("a=1&b=x%26y&a=2", "b"), "x&y");
  EXPECT_EQ(query_value("&&stream&", "stream"), "");
  EXPECT_EQ(query_value("a=b=c", "a"), "b=c");
  EXPECT_EQ(query_value("astream=1", "stream"), std::nullopt);
  EXPECT_EQ(query_value("", "a"), std::nullopt);
}

TEST(HeaderText, AHostAndItsPort) {
  EXPECT_EQ(authority("localhost", "8080"), "localhost:8080");
  EXPECT_EQ(authority("::1", "8080"), "[::1]:8080");
}

}  // namespace
}  // namespace slipway::serve
