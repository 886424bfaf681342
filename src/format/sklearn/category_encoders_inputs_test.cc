// Which columns an encoder says it was fitted on. Those of pandas' tables are in golden/.
#include <deque>

#include "format/sklearn/category_encoders.h"
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class EncoderInputs : public testing::Test {
 protected:
  // Names with a space between them; the reason where it is refused, "-" where it does not say.
  std::string inputs(const std::string& name, const std::string& attributes) {
    auto document = pickle::read_pickle(
        std::make_shared<const std::string>(object("category_encoders." + name, attributes) + "."));
    EXPECT_TRUE(document.ok()) << document.status().text();
    kept_.push_back(*std::move(document));
    const auto found = inputs_of_category_encoder(kept_.back().root);
    if (!found.ok()) return found.status().reason();
    if (!*found) return "-";
    std::string all;
    for (const std::string& each : (*found)->names) all += each + " ";
    return all;
  }

 private:
  std::deque<pickle::Document> kept_;
};

TEST_F(EncoderInputs, WhatItWasFittedOn) {
  const std::string names = list_of({text_of("city"), text_of("a")});
  EXPECT_EQ(inputs("count.CountEncoder", is("feature_names_in_", names)), "city a ");
  EXPECT_EQ(inputs("binary.BinaryEncoder",
                   is("base_n_encoder", object("category_encoders.basen.BaseNEncoder",
                                               is("feature_names_in_", names)))),
            "city a ");
  EXPECT_EQ(inputs("count.CountEncoder", ""), "-");
}

TEST_F(EncoderInputs, BeforeWhatItMakes) {
  const std::string names = list_of({text_of("intercept"), text_of("a")});
  const std::string made = is("feature_names", names) + is("mapping", list_of({}));
  EXPECT_EQ(inputs("helmert.HelmertEncoder", made), "a ");
  EXPECT_EQ(inputs("ordinal.OrdinalEncoder", made), "intercept a ");
}

TEST_F(EncoderInputs, ColumnsByNumberAreCounted) {
  EXPECT_EQ(inputs("count.CountEncoder", is("_dim", whole(2)) + is("cols", list_of({whole(0)}))),
            "x0 x1 ");
  EXPECT_EQ(
      inputs("count.CountEncoder", is("_dim", whole(2)) + is("cols", list_of({text_of("city")}))),
      "MISSING_ATTRIBUTE");
}

TEST_F(EncoderInputs, Version1NamesTheEncodedColumnsOnly) {
  const auto of = [](int all) {
    return is("impute_missing", truth(true)) + is("_dim", whole(all)) +
           is("cols", list_of({text_of("city"), text_of("size")}));
  };
  EXPECT_EQ(inputs("one_hot.OneHotEncoder", of(2)), "city size ");
  EXPECT_EQ(inputs("one_hot.OneHotEncoder", of(3)), "MISSING_ATTRIBUTE");
  EXPECT_EQ(inputs("ordinal.OrdinalEncoder", of(2)), "MISSING_ATTRIBUTE");
  EXPECT_EQ(
      inputs("ordinal.OrdinalEncoder", is("impute_missing", truth(true)) + is("_dim", whole(1)) +
                                           is("cols", list_of({text_of("city")}))),
      "city ");
}

}  // namespace
}  // namespace slipway::format::sklearn
