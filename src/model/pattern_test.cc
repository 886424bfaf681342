// What re.findall() of Python 3.12 gives for the same patterns and texts.
#include "model/pattern.h"

#include <gtest/gtest.h>

namespace slipway::model {
namespace {

using Found = std::vector<std::string>;

Found found(std::string_view python, std::string_view text) {
  const auto pattern = Pattern::compile(python);
  EXPECT_TRUE(pattern.ok()) << pattern.status().text();
  Found all;
  if (!pattern.ok()) return all;
  EXPECT_TRUE(
      (*pattern)->find_all(text, [&](std::string_view one) { all.emplace_back(one); }).ok());
  return all;
}

std::string refusal(std::string_view python) {
  const auto pattern = Pattern::compile(python);
  if (pattern.ok()) return "";
  EXPECT_STREQ(pattern.status().reason(), "UNSUPPORTED_OPTION");
  EXPECT_NE(pattern.status().message().find("token_pattern="), std::string::npos);
  EXPECT_NE(pattern.status().remedy(), "");
  return pattern.status().message();
}

TEST(Pattern, FindsWhatPythonFinds) {
  EXPECT_EQ(found(R"((?u)\b\w\w+\b)", "a bc, déf ٣٤ x_1"), (Found{"bc", "déf", "٣٤", "x_1"}));
  EXPECT_EQ(found(R"([^\W\d_]+)", "a1_bé٣c"), (Found{"a", "bé", "c"}));
  EXPECT_EQ(found(R"(\w+(?:[-']\w+)*)", "don't e-mail -x"), (Found{"don't", "e-mail", "x"}));
  EXPECT_EQ(found(R"(^\w+$)", "one\n"), Found{"one"});
  EXPECT_EQ(found(R"(^\w+\Z)", "one\n"), Found{});
  EXPECT_EQ(found(".", "\ré\n"), (Found{"\r", "é"}));
  EXPECT_EQ(found("a{,2}b{1}", "aab b"), (Found{"aab", "b"}));
}

TEST(Pattern, SpacesAndDigitsArePythons) {
  EXPECT_EQ(found(R"(\S+)",
                  "a\x1c"
                  "b\u180ec\u2003d\u200be"),
            (Found{"a", "b\u180ec", "d\u200be"}));
  EXPECT_EQ(found(R"([\s]+)", "a\x1f\u0085 b"), Found{"\x1f\u0085 "});
  EXPECT_EQ(found(R"(\d+)", "1٢ ² ½"), Found{"1٢"});
}

TEST(Pattern, GivesWhatItsGroupCaptured) {
  EXPECT_EQ(found(R"((\w+)ing|never)", "sing never doing"), (Found{"s", "", "do"}));
  EXPECT_EQ(found(R"((a)|b)", "ba"), (Found{"", "a"}));
}

TEST(Pattern, ContainsWhatPythonFinds) {
  const auto contains = [](std::string_view python, std::string_view text) {
    const auto pattern = Pattern::compile(python, {Pattern::Use::For::kContains, "pattern"});
    EXPECT_TRUE(pattern.ok()) << pattern.status().text();
    return pattern.ok() && *(*pattern)->contains(text);
  };
  EXPECT_TRUE(contains("ö", "nörd"));
  EXPECT_FALSE(contains("^rd", "nörd"));
  EXPECT_TRUE(contains("x*", "nörd"));
  EXPECT_TRUE(contains("(?P<a>(n)+(?=(ö)))", "nörd"));
  const auto backwards = Pattern::compile("(?:a+)+$", {Pattern::Use::For::kContains, "pattern"});
  EXPECT_STREQ((*backwards)->contains(std::string(100, 'a') + "c").status().reason(),
               "PATTERN_LIMIT");
}

TEST(Pattern, KnowsPatternsOfWholeWords) {
  const auto least = [](std::string_view python) {
    return (*Pattern::compile(python))->least_word();
  };
  EXPECT_EQ(least(R"((?u)\b\w\w+\b)"), 2u);
  EXPECT_EQ(least(R"(\b\w+\b)"), 1u);
  EXPECT_EQ(least(R"(\w\w\w+)"), 3u);
  EXPECT_EQ(least(R"(\w)"), 0u);
  EXPECT_EQ(least(R"(\b\w+\b.)"), 0u);
  EXPECT_EQ(least(R"((\w+))"), 0u);
}

TEST(Pattern, RefusesWhatItCanNotCarryOver) {
  EXPECT_NE(refusal("(?i)a").find("flags"), std::string::npos);
  EXPECT_NE(refusal("(?x) a").find("flags"), std::string::npos);
  EXPECT_NE(refusal(R"(\w*)").find("nothing at all"), std::string::npos);
  EXPECT_NE(refusal("(a)(b)").find("more than one"), std::string::npos);
  EXPECT_NE(refusal("(?:(a)|b)+").find("repetition"), std::string::npos);
  EXPECT_NE(refusal("(?=(a))a").find("look-around"), std::string::npos);
  EXPECT_NE(refusal(R"((a)\1)").find("\\1"), std::string::npos);
  EXPECT_NE(refusal("(?P<x>a)"), "");
  EXPECT_NE(refusal("(?<=a+)b"), "");
  EXPECT_NE(refusal("(*UTF)a"), "");
  EXPECT_NE(refusal(std::string(5000, 'a')), "");
  for (const char* broken :
       {"(", ")", "[", "a\\", "[a-", "a**", "[z-a]", "\\q", "\\x4", "(?", "(?u", "[\\S]", "\xff"})
    EXPECT_NE(refusal(broken), "") << broken;
}

// (a+)+ goes back 2^n times.
TEST(Pattern, GivesUpInTime) {
  const auto pattern = Pattern::compile("(?:a+)+$");
  const auto status = (*pattern)->find_all(std::string(100, 'a') + "c", [](std::string_view) {});
  EXPECT_EQ(status.code(), base::Code::kResourceExhausted);
  EXPECT_STREQ(status.reason(), "PATTERN_LIMIT");
}

TEST(Pattern, ALongTextWithoutAMatchIsNoLimit) {
  EXPECT_EQ(found("[A-Z]+[0-9]", std::string(4'000'000, 'a')), Found{});
  EXPECT_EQ(found("(?:ab)+", std::string(100'000, 'x') + "abab"), Found{"abab"});
}

}  // namespace
}  // namespace slipway::model
