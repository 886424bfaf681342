// How names are put together.
#include "format/sklearn/parts.h"

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Parts : public Records {
 protected:
  // The name of column "a" of the transformer "t", or the refusal.
  std::string renamed(const std::string& verbose) {
    auto document = pickle::read_pickle(std::make_shared<const std::string>(verbose + "."));
    EXPECT_TRUE(document.ok()) << document.status().text();
    const Context context(builder_, findings_);
    const auto names = PartNames::read(context, document->root);
    if (!names.ok()) return names.status().message();
    Value part;
    part.names = {"a"};
    names->rename("t", part);
    return part.names[0];
  }
};

TEST_F(Parts, NamesAreLongShortOrMadeFromAPattern) {
  EXPECT_EQ(renamed("I01\n"), "t__a");
  EXPECT_EQ(renamed("I00\n"), "a");
  EXPECT_EQ(renamed(text_of("{feature_name}:{transformer_name}:{feature_name}")), "a:t:a");
  EXPECT_EQ(renamed("c__main__\nnamed\n"), ": verbose_feature_names_out that is a function");
}

}  // namespace
}  // namespace slipway::format::sklearn
