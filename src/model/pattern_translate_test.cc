#include <gtest/gtest.h>

#include "model/pattern.h"

namespace slipway::model {
namespace {

std::string translated(std::string_view python) {
  const auto text = translate_pattern(python);
  return text.ok() ? text->text : "refused: " + text.status().message();
}

TEST(TranslatePattern, RewritesWhatPythonWritesInAnotherWay) {
  EXPECT_EQ(translated(R"((?u)\b\w\w+\b)"), R"(\b\w\w+\b)");
  EXPECT_EQ(translated(R"((?um)a(?:b|c)*?)"), R"((?m)a(?:b|c)*?)");
  EXPECT_EQ(translated(R"(\d\D\Z)"), R"(\p{Nd}\P{Nd}\z)");
  EXPECT_EQ(translated(R"(\u00e9\U0001f600\x41\101\0\n\v)"),
            R"(\x{e9}\x{1f600}\x{41}\x{41}\x{0}\x{a}\x{b})");
  EXPECT_EQ(translated("{a}{,2}b{3,}c{2}"), R"(\x{7b}a\x{7d}{0,2}b{3,}c{2,2})");
  EXPECT_EQ(translated(R"([]a-c\-\w^é-])"), R"([\x{5d}\x{61}-\x{63}\x{2d}\w\x{5e}\x{e9}\x{2d}])");
  EXPECT_EQ(translated(R"([[:alpha:]])"),
            R"([\x{5b}\x{3a}\x{61}\x{6c}\x{70}\x{68}\x{61}\x{3a}]\x{5d})");
  EXPECT_EQ(translated(R"(\.\#\é)"), R"(\x{2e}\x{23}é)");
  EXPECT_EQ(translated("(?<=a)(?!b)(?>c)"), "(?<=a)(?!b)(?>c)");
}

TEST(TranslatePattern, CountsWhatCaptures) {
  EXPECT_EQ(translate_pattern("(?:a)b")->groups, 0u);
  EXPECT_EQ(translate_pattern("(?:(a))b")->groups, 1u);
}

TEST(TranslatePattern, NamesWhatIsInTheWay) {
  EXPECT_EQ(translated(R"([a\S])"), R"(refused: token_pattern=[a\S]: \S in a set)");
  EXPECT_EQ(translated("(?P=x)"),
            "refused: token_pattern=(?P=x): a group of a kind that Slipway does not know");
  EXPECT_EQ(translated("(a"), "refused: token_pattern=(a: a group is not closed");
  EXPECT_EQ(translated("[a"), "refused: token_pattern=[a: a set is not closed");
}

}  // namespace
}  // namespace slipway::model
