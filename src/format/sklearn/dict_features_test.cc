#include "format/sklearn/dict_features.h"

#include <gtest/gtest.h>

#include "format/pickle/machine.h"

namespace slipway::format::sklearn {
namespace {

// The protocol-0 pickle of DictVectorizer with these terms, numbered from 0.
base::Result<DictFeatures> read(const std::vector<std::string>& terms) {
  std::string bytes =
      "ccopy_reg\n_reconstructor\n(csklearn.feature_extraction._dict_vectorizer\n"
      "DictVectorizer\nc__builtin__\nobject\nNtR(dVvocabulary_\n(d";
  for (std::size_t i = 0; i < terms.size(); ++i)
    bytes += "V" + terms[i] + "\nI" + std::to_string(i) + "\ns";
  bytes += "sb.";
  const auto document = pickle::read_pickle(std::make_shared<const std::string>(bytes));
  EXPECT_TRUE(document.ok()) << document.status().text();
  return document.ok() ? dict_features(document->root) : document.status();
}

TEST(DictFeatures, AreColumnsOfNumbersAndValuesOfTexts) {
  const auto all = read({"age", "city=Oslo", "city=a=b", "new"});
  ASSERT_TRUE(all.ok()) << all.status().text();
  EXPECT_EQ(all->columns, (std::vector<std::string>{"age", "city", "new"}));
  EXPECT_EQ(all->text, (std::vector<bool>{false, true, false}));
  EXPECT_EQ(all->features[1].column, 1u);
  EXPECT_EQ(all->features[1].value, "Oslo");
  EXPECT_EQ(all->features[2].value, "a=b");
  EXPECT_EQ(all->features[3].column, 2u);
}

TEST(DictFeatures, AColumnOfBothIsRefusedByName) {
  const auto both = read({"tag", "tag=x"});
  EXPECT_STREQ(both.status().reason(), "UNSUPPORTED_OPTION");
  EXPECT_NE(both.status().message().find("\"tag\""), std::string::npos);
}

}  // namespace
}  // namespace slipway::format::sklearn
