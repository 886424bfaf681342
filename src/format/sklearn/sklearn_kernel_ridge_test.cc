// What does not fit is refused. Answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

const char* const kRidge = "sklearn.kernel_ridge.KernelRidge";

class KernelRidge : public Records {
 protected:
  std::string ridge(const std::string& weights, const std::string& kernel = text_of("rbf")) const {
    return is("kernel", kernel) + is("gamma", none()) + is("degree", whole(3)) +
           is("coef0", whole(1)) + is("X_fit_", array({2, 2}, {1, 2, 3, 4})) +
           is("dual_coef_", weights);
  }
};

TEST_F(KernelRidge, AsManyAnswersAsWeights) {
  const auto one = emitted(kRidge, ridge(array({2}, {1, 2})));
  ASSERT_TRUE(one.ok()) << one.status().text();
  EXPECT_FALSE(one->predict_is_vector);
  const auto three = emitted(kRidge, ridge(array({2, 3}, {1, 2, 3, 4, 5, 6})));
  ASSERT_TRUE(three.ok()) << three.status().text();
  EXPECT_EQ(width(*three->predict), 3u);
}

TEST_F(KernelRidge, WeightsFitTheRows) {
  EXPECT_EQ(refusal(kRidge, ridge(array({3}, {1, 2, 3}))),
            "WRONG_SHAPE: dual_coef_ has 3 values for 2 rows");
  EXPECT_EQ(refusal(kRidge, ridge(array({2}, {1, 2})), 3),
            "WRONG_SHAPE: X_fit_ has 2 columns, wanted 3");
}

// Before 0.24 they were not checked.
TEST_F(KernelRidge, RowsForAKernelOfGaussianProcessAreCheckedSince024) {
  const std::string rbf =
      object("sklearn.gaussian_process.kernels.RBF",
             is("length_scale", real(1)) + is("length_scale_bounds", text_of("fixed")));
  const auto last_stage = [&](const std::string& version, const std::string& kernel) {
    const auto found = emitted(kRidge, ridge(array({2}, {1, 2}), kernel), 2, version);
    EXPECT_TRUE(found.ok()) << found.status().text();
    return found.ok() ? *found->predict : 0;
  };
  EXPECT_EQ(last_stage("0.24.2", rbf), last_stage("0.23.2", rbf) + 1);
  EXPECT_EQ(last_stage("0.24.2", text_of("rbf")), last_stage("0.23.2", text_of("rbf")));
}

TEST_F(KernelRidge, KernelsThatReadNoRowsAreRefused) {
  for (const char* kernel : {"precomputed", "mine"})
    EXPECT_NE(refusal(kRidge, ridge(array({2}, {1, 2}), text_of(kernel)))
                  .find(std::string("kernel=") + kernel),
              std::string::npos);
  EXPECT_NE(refusal(kRidge, ridge(array({2}, {1, 2}), "cmine\nkernel\n")).find("mine.kernel"),
            std::string::npos);
}

}  // namespace
}  // namespace slipway::format::sklearn
