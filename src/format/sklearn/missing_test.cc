// What imputers and indicators read alike.
#include "format/sklearn/missing.h"

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Missing : public Records {};

const std::string kIndicator = "sklearn.impute._base.MissingIndicator";
const std::string kNan = is("missing_values", real(NAN));

TEST_F(Missing, IndicatorsHaveTheirColumns) {
  const std::string of = kNan + is("features_", labels({1}));
  const auto made = emitted(kIndicator, of);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, std::vector<std::string>{"missingindicator_x1"});
  EXPECT_EQ(refusal(kIndicator, of, 1), "WRONG_SHAPE: features_ has column 1 of 1");
  EXPECT_EQ(refusal(kIndicator, of + is("features", text_of("some"))),
            "UNSUPPORTED_OPTION: " + kIndicator + " of scikit-learn 1.4.2: features=some");
  EXPECT_EQ(
      refusal(kIndicator, kNan + is("features_", labels({}))),
      "UNSUPPORTED_OPTION: " + kIndicator + " of scikit-learn 1.4.2: an indicator of no columns");
  EXPECT_EQ(refusal(kIndicator, of + is("novel", whole(1))),
            "UNKNOWN_ATTRIBUTE: " + kIndicator +
                " of scikit-learn 1.4.2 has the attribute novel (the int 1), which Slipway does "
                "not know");
}

TEST_F(Missing, TheOldImputerWritesNanAsText) {
  const std::string imputer = "sklearn.preprocessing.imputation.Imputer";
  const std::string of =
      is("missing_values", text_of("NaN")) + is("statistics_", array({2}, {1, NAN}));
  const auto made = emitted(imputer, of + is("axis", whole(0)), 2, "0.19.2");
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, std::vector<std::string>{"x0"});
  EXPECT_EQ(refusal(imputer, of + is("axis", whole(1)), 2, "0.19.2"),
            "UNSUPPORTED_OPTION: " + imputer +
                " of scikit-learn 0.19.2: axis=1, which fits every batch anew");
}

}  // namespace
}  // namespace slipway::format::sklearn
