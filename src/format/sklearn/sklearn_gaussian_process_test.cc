// What does not fit is refused. Answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

const char* const kRegressor = "sklearn.gaussian_process._gpr.GaussianProcessRegressor";
const char* const kOfTwo = "sklearn.gaussian_process._gpc._BinaryGaussianProcessClassifierLaplace";

class GaussianProcesses : public Records {
 protected:
  std::string rows() const {
    return is("kernel_",
              object("sklearn.gaussian_process.kernels.RBF", is("length_scale", real(2)))) +
           is("X_train_", array({2, 1}, {1, 2}));
  }
  std::string back(double mean = 0) const {
    return is("_y_train_mean", real(mean)) + is("_y_train_std", real(1));
  }
  std::string of_two(const std::string& lower, const std::string& weight) const {
    return rows() + is("classes_", labels({0, 1})) + is("y_train_", array({2}, {0, 1})) +
           is("pi_", array({2}, {0.25, 0.75})) + is("L_", lower) + is("W_sr_", weight);
  }
};

TEST_F(GaussianProcesses, OneTargetOfTwoDimensions) {
  const std::string all = rows() + back() + is("alpha_", array({2, 1}, {1, 2}));
  EXPECT_TRUE(emitted(kRegressor, all, 1, "1.0.2")->predict_is_vector);
  EXPECT_FALSE(emitted(kRegressor, all, 1, "1.1.3")->predict_is_vector);
}

TEST_F(GaussianProcesses, WhatIsNotFitted) {
  const std::string kernel =
      is("kernel_", object("sklearn.gaussian_process.kernels.RBF", is("length_scale", real(2))));
  EXPECT_NE(refusal(kRegressor, kernel, 1).find("MISSING_ATTRIBUTE"), std::string::npos);
}

TEST_F(GaussianProcesses, WeightsFitTheRows) {
  EXPECT_EQ(refusal(kRegressor, rows() + back() + is("alpha_", array({3}, {1, 2, 3})), 1),
            "WRONG_SHAPE: alpha_ has 3 values for 2 rows");
  EXPECT_EQ(
      refusal(kRegressor,
              rows() + is("alpha_", array({2}, {1, 2})) + is("_y_train_mean", array({2}, {1, 2})),
              1),
      "WRONG_SHAPE: _y_train_mean has 2 values for 1 columns");
}

TEST_F(GaussianProcesses, VarianceFitsTheRows) {
  EXPECT_EQ(refusal(kOfTwo, of_two(array({2, 2}, {1, 0, 1, 1}), array({2}, {1, 1})), 1), "");
  EXPECT_EQ(refusal(kOfTwo, of_two(array({1, 2}, {1, 0}), array({2}, {1, 1})), 1),
            "WRONG_SHAPE: L_ does not fit 2 rows");
  EXPECT_EQ(refusal(kOfTwo, of_two(array({2, 2}, {1, 0, 1, 1}), array({1}, {1})), 1),
            "WRONG_SHAPE: W_sr_ has 1 values for 2 columns");
}

}  // namespace
}  // namespace slipway::format::sklearn
