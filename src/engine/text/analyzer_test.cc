// What scikit-learn's build_analyzer() gives; more of it in golden/sklearn/count_*.
#include "engine/text/analyzer.h"

#include <gtest/gtest.h>

#include "engine/text/murmur3.h"
#include "model/stages/text.h"

namespace slipway::engine {
namespace {

using model::Analysis;
using Terms = std::vector<std::string>;

Analysis words(const char* pattern = R"((?u)\b\w\w+\b)") {
  Analysis analysis;
  analysis.token_pattern = *model::Pattern::compile(pattern);
  return analysis;
}

Analysis of(Analysis::Unit unit, std::uint32_t least, std::uint32_t most) {
  Analysis analysis;
  analysis.unit = unit;
  analysis.ngram_min = least, analysis.ngram_max = most;
  return analysis;
}

Terms terms(const Analysis& analysis, std::string_view text) {
  Terms all;
  Analyzer::Scratch scratch;
  const auto status = Analyzer(analysis).each_term(
      text, scratch, [&](std::string_view term) { all.emplace_back(term); });
  EXPECT_TRUE(status.ok()) << status.text();
  return all;
}

TEST(Analyzer, WordsAreMatchesThatAreNoStopWords) {
  EXPECT_EQ(terms(words(), "The CAT, a Straße"), (Terms{"the", "cat", "straße"}));
  Analysis analysis = words();
  analysis.stop_words = {"the", "CAT"};
  analysis.lowercase = false;
  EXPECT_EQ(terms(analysis, "the CAT sat The"), (Terms{"sat", "The"}));
}

TEST(Analyzer, NeighboursAreJoinedAfterStopWordsAreGone) {
  Analysis analysis = words();
  analysis.stop_words = {"of"};
  analysis.ngram_max = 3;
  EXPECT_EQ(terms(analysis, "cup of tea now"),
            (Terms{"cup", "cup tea", "cup tea now", "tea", "tea now", "now"}));
  analysis.ngram_min = 2;
  EXPECT_EQ(terms(analysis, "cup"), Terms{});
}

TEST(Analyzer, APatternOfItsOwn) {
  EXPECT_EQ(terms(words("[a-z]+(?=ing)"), "Doing nothing"), (Terms{"do", "noth"}));
}

TEST(Analyzer, CharactersAreWindowsOverTheText) {
  EXPECT_EQ(terms(of(Analysis::Unit::kChars, 1, 2), "É \t\nb\tc"),
            (Terms{"é", " ", "b", "\t", "c", "é ", " b", "b\t", "\tc"}));
  EXPECT_EQ(terms(of(Analysis::Unit::kChars, 3, 9), "ab"), Terms{});
  EXPECT_EQ(terms(of(Analysis::Unit::kChars, 2, 9), "ab"), Terms{"ab"});
  EXPECT_EQ(terms(of(Analysis::Unit::kChars, 1, 1), ""), Terms{});
}

TEST(Analyzer, CharactersInWordsAreWindowsOverEach) {
  EXPECT_EQ(terms(of(Analysis::Unit::kCharsInWords, 2, 3), " aé\u2003b"),
            (Terms{" a", "aé", "é ", " aé", "aé ", " b", "b ", " b "}));
  EXPECT_EQ(terms(of(Analysis::Unit::kCharsInWords, 4, 6), "ab c"), (Terms{" ab ", " c "}));
}

TEST(Analyzer, AccentsGoAfterCase) {
  Analysis analysis = words(R"(\w+)");
  analysis.accents = Analysis::Accents::kStrip;
  EXPECT_EQ(terms(analysis, "ÉTÉ e\u0301 ø"), (Terms{"ete", "e", "ø"}));
  analysis.accents = Analysis::Accents::kAscii;
  EXPECT_EQ(terms(analysis, "ÉTÉ ø ﬁ"), (Terms{"ete", "fi"}));
  analysis.accents = Analysis::Accents::kStripIfComposed;
  analysis.unit = Analysis::Unit::kChars;
  EXPECT_EQ(terms(analysis, "e\u0301"), (Terms{"e", "\u0301"}));
  EXPECT_EQ(terms(analysis, "é"), Terms{"e"});
}

TEST(Analyzer, RefusesWhatIsNoUtf8) {
  Analyzer::Scratch scratch;
  const Analysis analysis = words();
  const auto status = Analyzer(analysis).each_term("a\xff", scratch, [](std::string_view) {});
  EXPECT_STREQ(status.reason(), "BAD_TEXT");
}

// sklearn.utils.murmurhash3_32(text, seed=0, positive=True)
TEST(Murmur3, IsScikitLearns) {
  EXPECT_EQ(murmur3(""), 0u);
  EXPECT_EQ(murmur3("a"), 1009084850u);
  EXPECT_EQ(murmur3("ab"), 2613040991u);
  EXPECT_EQ(murmur3("abc"), 3017643002u);
  EXPECT_EQ(murmur3("abcd"), 1139631978u);
  EXPECT_EQ(murmur3("the quick brown fox"), 519850996u);
}

}  // namespace
}  // namespace slipway::engine
