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

}  // namespace
}  // namespace slipway::serve
