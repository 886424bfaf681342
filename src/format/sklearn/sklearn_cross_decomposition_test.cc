// What partial least squares offer, by version. Their answers are compared with the library's in
// golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class CrossDecomposition : public Records {};

const std::string kRegression = "sklearn.cross_decomposition._pls.PLSRegression";
const std::string kRows = is("_x_mean", array({2}, {1, 2})) + is("_x_std", array({2}, {1, 2})) +
                          is("x_rotations_", array({2, 1}, {1, 2}));

TEST_F(CrossDecomposition, CoefficientsByTargetOrByColumn) {
  const std::string now =
      kRows + is("coef_", array({1, 2}, {1, 2})) + is("intercept_", array({1}, {3}));
  const auto found = emitted(kRegression, now + is("_predict_1d", "I01\n"));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_FALSE(found->predict_is_vector);
  EXPECT_EQ(found->transform->names, std::vector<std::string>{"plsregression0"});
  const std::string before =
      kRows + is("coef_", array({2, 1}, {1, 2})) + is("_y_mean", array({1}, {3}));
  const auto old = emitted(kRegression, before, 2, "1.0.2");
  ASSERT_TRUE(old.ok()) << old.status().text();
  EXPECT_TRUE(old->predict_is_vector);
  EXPECT_EQ(refusal(kRegression, before, 2, "1.4.2"),
            "WRONG_SHAPE: coef_ has 1 values for 2 columns");
  EXPECT_EQ(refusal(kRegression, now, 2, "1.2.2"),
            "MISSING_ATTRIBUTE: there is no attribute _coef_");
}

TEST_F(CrossDecomposition, SingularVectorsOnlyTransform) {
  const auto found = emitted("sklearn.cross_decomposition._pls.PLSSVD",
                             is("_x_mean", array({2}, {1, 2})) + is("_x_std", array({2}, {1, 2})) +
                                 is("x_weights_", array({2, 2}, {1, 2, 3, 4})));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_FALSE(found->predict.has_value());
  EXPECT_EQ(found->transform->width(), 2u);
}

}  // namespace
}  // namespace slipway::format::sklearn
