#include "format/sklearn/stop_words.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace slipway::format::sklearn {
namespace {

// len(ENGLISH_STOP_WORDS) of scikit-learn 0.18.2 to 1.9.1.
TEST(StopWords, AreThoseOfScikitLearn) {
  const auto words = english_stop_words();
  EXPECT_EQ(words.size(), 318u);
  EXPECT_TRUE(std::ranges::is_sorted(words));
  EXPECT_EQ(words.front(), "a");
  EXPECT_EQ(words.back(), "yourselves");
  for (const char* odd : {"amoungst", "cant", "bill", "cry", "system", "ie"})
    EXPECT_NE(std::ranges::find(words, odd), words.end()) << odd;
}

}  // namespace
}  // namespace slipway::format::sklearn
