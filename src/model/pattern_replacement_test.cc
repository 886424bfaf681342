// What re.sub() of Python 3.12 gives for the same replacements.
#include <gtest/gtest.h>

#include "model/pattern.h"

namespace slipway::model {
namespace {

std::string replaced(std::string_view pattern, std::string_view by, std::string_view text) {
  const auto replacement = parse_replacement(by);
  if (!replacement.ok()) return replacement.status().message();
  const auto compiled =
      Pattern::compile(pattern, {Pattern::Use::For::kReplace, "pattern", replacement->groups});
  if (!compiled.ok()) return compiled.status().message();
  std::string all;
  const auto status = (*compiled)->replace(text, *replacement, all);
  return status.ok() ? all : status.message();
}

TEST(Replacement, PutsTextsAndGroups) {
  EXPECT_EQ(replaced("[aeiou]", "-", "bonjour é"), "b-nj--r é");
  EXPECT_EQ(replaced(R"((\w+) (\w+))", R"(\2, \g<1>!\g<0>)", "ab cd é f"), "cd, ab!ab cd f, é!é f");
  EXPECT_EQ(replaced("(a)|b", R"([\1])", "ab"), "[a][]");
  EXPECT_EQ(replaced("x", R"(\\\n\.\)", "x"), "\\\n\\.\\");
  EXPECT_EQ(replaced("b", "", "abc"), "ac");
  EXPECT_EQ(replaced("((a)+b)", "-", "aab"), "-");  // what captures is of no matter
  EXPECT_EQ(replaced("(?P<name>a)", "-", "cat"), "c-t");
}

TEST(Replacement, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(replaced("a", R"(\1)", ""), "pattern=a: it has no group 1");
  EXPECT_EQ(replaced("(a)", R"(\g<name>)", ""),
            R"(replacement=\g<name>: a group that is not called by its number)");
  EXPECT_EQ(replaced("(a)", R"(\q)", ""), R"(replacement=\q: \q in it)");
  EXPECT_EQ(replaced("(a)", R"(\012)", ""), R"(replacement=\012: a character by its number)");
  EXPECT_EQ(replaced("a*", "b", ""), "pattern=a*: it matches nothing at all");
  EXPECT_EQ(replaced("(a)+", R"(\1)", ""), "pattern=(a)+: a group captures inside of a repetition");
}

TEST(Replacement, TextsGrowOnlySoFar) {
  EXPECT_EQ(replaced("a", std::string(1000, 'b'), std::string(20000, 'a')),
            "the text grows beyond 16 MiB");
}

}  // namespace
}  // namespace slipway::model
