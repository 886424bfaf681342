// Which transformers go backwards.
#include "format/sklearn/inverse.h"

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Inverse : public Records {
 protected:
  std::string target(const std::string& transformer) {
    const std::string line = object("sklearn.linear_model._base.LinearRegression",
                                    is("coef_", array({2}, {1, 2})) + is("intercept_", real(0)));
    return refusal(
        "sklearn.compose._target.TransformedTargetRegressor",
        is("regressor_", line) + is("transformer_", transformer) + is("_training_dim", whole(1)));
  }
};

const std::string kScaler = "sklearn.preprocessing._data.StandardScaler";

TEST_F(Inverse, OfAScalerNeedsItsValues) {
  EXPECT_EQ(target(object(kScaler, is("mean_", array({1}, {1})) + is("scale_", array({1}, {2})))),
            "");
  EXPECT_EQ(target(object(kScaler, is("mean_", array({1}, {1})))),
            "MISSING_ATTRIBUTE: there is no attribute scale_");
  EXPECT_EQ(
      target(object(kScaler, is("mean_", array({2}, {1, 1})) + is("scale_", array({1}, {2})))),
      "WRONG_SHAPE: mean_ has 2 values for 1 columns");
  EXPECT_EQ(target(object(
                kScaler, is("with_mean", "I00\n") + is("with_std", "I00\n") + is("novel", "I1\n"))),
            "UNKNOWN_ATTRIBUTE: sklearn.preprocessing._data.StandardScaler of scikit-learn 1.4.2 "
            "has the attribute novel (the int 1), which Slipway does not know");
}

TEST_F(Inverse, OfOthersIsRefusedByName) {
  EXPECT_EQ(target(object("sklearn.preprocessing._data.Normalizer", "")),
            "UNSUPPORTED_OPTION: sklearn.compose._target.TransformedTargetRegressor of "
            "scikit-learn 1.4.2: inverse_transform of sklearn.preprocessing._data.Normalizer");
  EXPECT_EQ(target(object("sklearn.preprocessing._function_transformer.FunctionTransformer",
                          is("inverse_func", "cos\nsystem\n"))),
            "UNSUPPORTED_OPTION: sklearn.preprocessing._function_transformer.FunctionTransformer "
            "of scikit-learn 1.4.2: inverse_func=os.system");
}

}  // namespace
}  // namespace slipway::format::sklearn
