// Which files are pickles, and what is said of those that hold no model. The published attacks are in
// pickle/attack_classes_test.cc.
#include <algorithm>

#include <gtest/gtest.h>

#include "format/format.h"
#include "format/one_file_test.h"
#include "format/sklearn/adapter.h"

namespace slipway::format {
namespace {

using namespace std::string_literals;

const Format& pickle() { return **formats().find("pickle"); }
int sniffed(std::string_view head) { return pickle().sniff(head, head.size()); }

base::Status refusal(const std::string& bytes) {
  const auto model = read_model(OneFile(bytes, "m.pkl"), "pickle");
  EXPECT_FALSE(model.ok());
  return model.status();
}

TEST(FormatPickle, FromProtocol2OnAFileHasAMagic) {
  for (const char protocol : {'\2', '\3', '\4', '\5'})
    EXPECT_EQ(sniffed("\x80"s + protocol + "}."), 90) << int{protocol};
  EXPECT_EQ(sniffed("\x80\x01}."), 0);
  EXPECT_EQ(sniffed("\x80\x06}."), 0);
  EXPECT_EQ(sniffed("\x80"), 0);
  EXPECT_EQ(sniffed(""), 0);
}

TEST(FormatPickle, BeforeItBeginsWithACall) {
  EXPECT_EQ(sniffed("ccopy_reg\n_reconstructor\n"), 60);
  EXPECT_EQ(sniffed("ccopyreg\n_reconstructor\n"), 60);
  EXPECT_EQ(sniffed("csklearn.svm\nSVC\n"), 60);
  for (const char* text : {"copy_reg\n", "csklearn", "customer,age\n", "ccopy_register\n"})
    EXPECT_EQ(sniffed(text), 0) << text;
}

// joblib's; anything else may be compressed too, so it counts for little.
TEST(FormatPickle, CompressedFilesMayBeSome) {
  for (const std::string& magic : {"\x78\x9c"s, "\x1f\x8b\x08"s, "BZh9"s, "\xfd"s + "7zXZ\0"s})
    EXPECT_EQ(sniffed(magic + std::string(20, 'x')), 40) << magic;
}

TEST(FormatPickle, TheModelsOfTheLibrary) {
  const auto model = read_model(OneFile(golden("sklearn/tree_joblib_zlib-1.9.1/model.joblib")));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->about().format, "pickle");
  EXPECT_EQ((*model)->about().library, "scikit-learn");
}

TEST(FormatPickle, WhatHoldsNoModelSaysWhatItIs) {
  const base::Status list = refusal(
      "\x80\x02]K\x01"
      "a."s);
  EXPECT_EQ(list.code(), base::Code::kUnimplemented);
  EXPECT_EQ(list.text(),
            "m.pkl: holds a list of 1, not a fitted estimator (NOT_A_MODEL); pickle the estimator "
            "itself");
  EXPECT_EQ(refusal("\x80\x02N.").message(), "holds None, not a fitted estimator");
  EXPECT_EQ(refusal("\x80\x02U\x03"
                    "abc."s)
                .message(),
            "holds a str of 3 bytes, not a fitted estimator");
}

// … and names the first class in it that is not known: often the reason that it is no model.
TEST(FormatPickle, WhatHoldsAStrangerNamesIt) {
  const std::string stranger = "cmy.module\nModel\n";
  EXPECT_EQ(refusal("\x80\x02}U\x05"
                    "model" +
                    stranger + ")\x81s.")
                .message(),
            "holds a dict of 1, not a fitted estimator; in it is my.module.Model (at byte 10)");
  for (const std::string& holder :
       {"](" + stranger + "e."s, "(" + stranger + "t."s,  // among items
        "]cm\nf\n(" + stranger + "tRa."s,                 // an argument
        "]csklearn.svm\nSVC\n)\x81" + stranger + "ba."s,  // a state
        "]csklearn.svm\nSVC\n)}U\x01k" + stranger +
            "s\x92"
            "a."s,                                             // a keyword argument
        "]csklearn.svm\nSVC\n)R(U\x01k" + stranger + "ua."s})  // an item set on it
    EXPECT_NE(refusal("\x80\x02" + holder).message().find("; in it is "), std::string::npos)
        << holder;
  // Known classes are no strangers.
  EXPECT_EQ(refusal("\x80\x02]csklearn.svm\nSVC\n)\x81"
                    "a.")
                .message(),
            "holds a list of 1, not a fitted estimator");
}

TEST(FormatPickle, AnObjectOfAnUnknownClassIsNamed) {
  const base::Status status = refusal(
      "\x80\x02"
      "cmy.module\nModel\n)\x81.");
  EXPECT_STREQ(status.reason(), "UNKNOWN_SYMBOL");
  EXPECT_EQ(status.message(), "my.module.Model (at byte 20) is not known to Slipway");
  EXPECT_STREQ(refusal("\x80\x02"
                       "cmy.module\nModel\n.")
                   .reason(),
               "UNKNOWN_SYMBOL");
}

TEST(FormatPickle, ListsItsClassesWithTheirAttributes) {
  const std::vector<KnownClass> all = pickle().classes();
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &KnownClass::name));
  std::size_t count = 0;
  for (const sklearn::Adapter& adapter : sklearn::adapters()) count += adapter.classes.size();
  EXPECT_EQ(all.size(), count);
  const auto scaler =
      std::ranges::find(all, "sklearn.preprocessing.StandardScaler", &KnownClass::name);
  ASSERT_NE(scaler, all.end());
  EXPECT_NE(std::ranges::find(scaler->reads, "mean_"), scaler->reads.end());
  EXPECT_NE(std::ranges::find(scaler->ignores, "copy"), scaler->ignores.end());
}

}  // namespace
}  // namespace slipway::format
