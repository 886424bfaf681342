// What QuantileTransformer and PowerTransformer refuse. Their answers are compared in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Distribution : public Records {};

const std::string kQuantile = "sklearn.preprocessing._data.QuantileTransformer";
const std::string kPower = "sklearn.preprocessing._data.PowerTransformer";

TEST_F(Distribution, QuantilesFitTheirReferences) {
  const std::string two = is("quantiles_", array({2, 1}, {0, 1}));
  EXPECT_EQ(refusal(kQuantile, two + is("references_", array({2}, {0, 1})), 1), "");
  EXPECT_EQ(refusal(kQuantile, two + is("references_", array({3}, {0, 1, 2})), 1),
            "WRONG_SHAPE: references_ has 3 values for 2 columns");
  EXPECT_EQ(refusal(kQuantile, two + is("references_", array({2}, {0, 1})), 2),
            "WRONG_SHAPE: quantiles_ has 1 values for 2 columns");
  EXPECT_EQ(
      refusal(kQuantile,
              is("quantiles_", array({2, 1}, {1, 0})) + is("references_", array({2}, {0, 1})), 1),
      "BAD_MODEL: the knots are not in order");
  EXPECT_EQ(
      refusal(kQuantile,
              two + is("references_", array({2}, {0, 1})) +
                  is("output_distribution", text_of("cauchy")),
              1),
      "UNSUPPORTED_OPTION: " + kQuantile + " of scikit-learn 1.4.2: output_distribution=cauchy");
}

TEST_F(Distribution, PowersHaveAMethod) {
  const std::string plain = is("lambdas_", array({1}, {0.5})) + is("standardize", "I00\n");
  EXPECT_EQ(refusal(kPower, plain, 1), "");
  EXPECT_EQ(refusal(kPower, plain, 2), "WRONG_SHAPE: lambdas_ has 1 values for 2 columns");
  EXPECT_EQ(refusal(kPower, plain + is("method", text_of("square")), 1),
            "UNSUPPORTED_OPTION: " + kPower + " of scikit-learn 1.4.2: method=square");
  EXPECT_EQ(refusal(kPower, is("lambdas_", array({1}, {0.5})), 1),
            "MISSING_ATTRIBUTE: there is no attribute _scaler");
}

}  // namespace
}  // namespace slipway::format::sklearn
