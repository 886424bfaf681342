// What KNNImputer and IterativeImputer refuse. Their answers are compared in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Imputers : public Records {};

const std::string kNearest = "sklearn.impute._knn.KNNImputer";
const std::string kIterative = "sklearn.impute._iterative.IterativeImputer";
const std::string kNan = is("missing_values", real(NAN));

std::string mask(const std::vector<int>& shape, const std::string& bytes) {
  return array_of(shape, bytes, "b1");
}

TEST_F(Imputers, TheNearestHaveTheirRows) {
  const std::string rows = kNan + is("n_neighbors", whole(2)) +
                           is("_fit_X", array({2, 2}, {1, 2, 3, 4})) +
                           is("_mask_fit_X", mask({2, 2}, std::string(4, '\0')));
  const std::string of = " of scikit-learn 1.4.2: ";
  EXPECT_EQ(refusal(kNearest, rows), "");
  EXPECT_EQ(refusal(kNearest, rows, 3), "WRONG_SHAPE: _fit_X has 2 values for 3 columns");
  EXPECT_EQ(refusal(kNearest, rows + is("weights", "cos\nsystem\n")),
            "UNSUPPORTED_OPTION: " + kNearest + of + "weights that is a function");
  EXPECT_EQ(refusal(kNearest, rows + is("n_neighbors", whole(0))), "WRONG_SHAPE: n_neighbors=0");
  EXPECT_EQ(refusal(kNearest, rows + is("_mask_fit_X", mask({1, 2}, std::string(2, '\0')))),
            "WRONG_SHAPE: _mask_fit_X has 2 values for 4 columns");
}

TEST_F(Imputers, StepsAreTriplets) {
  const std::string initial =
      object("sklearn.impute._base.SimpleImputer",
             kNan + is("strategy", text_of("mean")) + is("statistics_", array({2}, {1, 2})));
  const auto with = [&](const std::string& steps) {
    return refusal(kIterative, kNan + is("initial_imputer_", initial) + is("n_iter_", whole(1)) +
                                   is("imputation_sequence_", list_of({steps})));
  };
  const std::string line = object("sklearn.linear_model._base.LinearRegression",
                                  is("coef_", array({1}, {2})) + is("intercept_", real(0)));
  EXPECT_EQ(with("(" + whole(0) + labels({1}) + line + "t"), "");
  EXPECT_EQ(with("(" + whole(2) + labels({1}) + line + "t"),
            "WRONG_SHAPE: imputation_sequence_ has a column out of range");
  EXPECT_EQ(with("(" + whole(0) + labels({-1}) + line + "t"),
            "WRONG_SHAPE: imputation_sequence_ has a column out of range");
  EXPECT_EQ(with("(" + whole(0) + "t"),
            "WRONG_TYPE: a step of imputation_sequence_ is not a triplet");
  EXPECT_EQ(refusal(kIterative, kNan + is("sample_posterior", "I01\n")),
            "UNSUPPORTED_OPTION: " + kIterative +
                " of scikit-learn 1.4.2: sample_posterior, which draws at random");
}

}  // namespace
}  // namespace slipway::format::sklearn
