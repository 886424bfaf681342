// What calibrated classifiers are refused for, and which scores they take. Their answers are compared
// with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Calibration : public Records {};

const char* const kCalibrated = "sklearn.calibration._CalibratedClassifier";

std::string ridge(const std::vector<std::int64_t>& classes) {
  const int outputs = classes.size() == 2 ? 1 : static_cast<int>(classes.size());
  return object(
      "sklearn.linear_model._ridge.RidgeClassifier",
      is("_sklearn_version", text_of("1.4.2")) +
          is("coef_",
             array({outputs, 2}, std::vector<double>(static_cast<std::size_t>(outputs) * 2, 1))) +
          is("intercept_",
             array({outputs}, std::vector<double>(static_cast<std::size_t>(outputs), 0))) +
          is("_label_binarizer",
             object("sklearn.preprocessing._label.LabelBinarizer",
                    is("classes_", labels(classes)) + is("y_type_", text_of("multiclass")))));
}

std::string sigmoids(int count) {
  return is("calibrators",
            list_of(std::vector<std::string>(static_cast<std::size_t>(count),
                                             object("sklearn.calibration._SigmoidCalibration",
                                                    is("_sklearn_version", text_of("1.4.2")) +
                                                        is("a_", real(-1)) + is("b_", real(0))))));
}

TEST_F(Calibration, OneCalibratorForTwoClasses) {
  const std::string two = is("classes", labels({0, 1})) + is("estimator", ridge({0, 1}));
  const auto found = emitted(kCalibrated, two + sigmoids(1));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(width(*found->proba), 2u);
  EXPECT_EQ(refusal(kCalibrated, is("classes", labels({0, 1})) + is("estimator", ridge({0, 1, 2})) +
                                     sigmoids(3)),
            "BAD_MODEL: an estimator inside has the class 2, which is not there outside");
}

// A fold may not have had all classes.
TEST_F(Calibration, ClassesThatAreMissingHaveNoShare) {
  const auto found = emitted(kCalibrated, is("classes", labels({0, 1, 2, 3})) +
                                              is("estimator", ridge({0, 1, 3})) + sigmoids(3));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(width(*found->proba), 4u);
}

TEST_F(Calibration, OtherMethodsAreRefused) {
  EXPECT_EQ(refusal(kCalibrated, is("classes", labels({0, 1})) + is("estimator", ridge({0, 1})) +
                                     is("method", text_of("beta")) + sigmoids(1)),
            "UNSUPPORTED_OPTION: sklearn.calibration._CalibratedClassifier of scikit-learn 1.4.2: "
            "method=beta");
}

}  // namespace
}  // namespace slipway::format::sklearn
