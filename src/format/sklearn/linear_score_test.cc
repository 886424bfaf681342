// coef_ and intercept_ of every shape a file may have, and of those it must not have.
#include "format/sklearn/linear_score.h"

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

const std::string kRidge = "sklearn.linear_model._ridge.Ridge";
const std::string kPerceptron = "sklearn.linear_model._perceptron.Perceptron";

class LinearScoreTest : public Records {
 protected:
  std::string ridge(const std::string& coef, const std::string& intercept) {
    return refusal(kRidge, is("coef_", coef) + is("intercept_", intercept));
  }
};

TEST_F(LinearScoreTest, ACoefficientAColumn) {
  EXPECT_EQ(ridge(array({2}, {1, 2}), real(0)), "");
  EXPECT_EQ(ridge(array({1, 2}, {1, 2}), array({1}, {3})), "");
  EXPECT_EQ(ridge(array({3, 2}, {1, 2, 3, 4, 5, 6}), real(0)), "");
  EXPECT_EQ(ridge(array({3}, {1, 2, 3}), real(0)), "WRONG_SHAPE: coef_ does not fit 2 columns");
  EXPECT_EQ(ridge(array({2, 1}, {1, 2}), real(0)), "WRONG_SHAPE: coef_ does not fit 2 columns");
  EXPECT_EQ(ridge(array({1, 1, 2}, {1, 2}), real(0)), "WRONG_SHAPE: coef_ does not fit 2 columns");
  EXPECT_EQ(ridge(real(1), real(0)), "WRONG_SHAPE: coef_ does not fit 2 columns");
  EXPECT_EQ(ridge(array({2}, {1, 2}), array({2}, {1, 2})),
            "WRONG_SHAPE: intercept_ has 2 values for 1 outputs");
  EXPECT_EQ(refusal(kRidge, is("coef_", array({2}, {1, 2}))),
            "MISSING_ATTRIBUTE: there is no attribute intercept_");
}

TEST_F(LinearScoreTest, SparseCoefficients) {
  const auto csr = [](const std::string& shape, const std::vector<std::int64_t>& columns) {
    return object("scipy.sparse._csr.csr_matrix",
                  is("_shape", shape) + is("indptr", labels({0, 2})) +
                      is("indices", labels(columns)) + is("data", array({2}, {5, 6})));
  };
  EXPECT_EQ(ridge(csr("(I1\nI2\nt", {1, 0}), real(0)), "");
  EXPECT_EQ(ridge(csr("(I1\nI2\nt", {1, 2}), real(0)),
            "BAD_MATRIX: a sparse matrix names column 2 of 2");
  EXPECT_EQ(ridge(csr("(I1\nI3\nt", {1, 2}), real(0)), "WRONG_SHAPE: coef_ does not fit 2 columns");
}

TEST_F(LinearScoreTest, ARowOfCoefficientsForEachOfMoreThanTwoClasses) {
  const std::string two = is("coef_", array({1, 2}, {1, 2})) + is("intercept_", real(0));
  const std::string three =
      is("coef_", array({3, 2}, {1, 2, 3, 4, 5, 6})) + is("intercept_", real(0));
  EXPECT_EQ(refusal(kPerceptron, two + is("classes_", labels({0, 1}))), "");
  EXPECT_EQ(refusal(kPerceptron, three + is("classes_", labels({0, 1, 2}))), "");
  EXPECT_EQ(refusal(kPerceptron, two + is("classes_", labels({0, 1, 2}))),
            "WRONG_SHAPE: coef_ has 1 rows for 3 classes");
  EXPECT_EQ(refusal(kPerceptron, three + is("classes_", labels({0, 1}))),
            "WRONG_SHAPE: coef_ has 3 rows for 2 classes");
  EXPECT_EQ(refusal(kPerceptron, two + is("classes_", labels({0}))),
            "WRONG_SHAPE: coef_ has 1 rows for 1 classes");
}

}  // namespace
}  // namespace slipway::format::sklearn
