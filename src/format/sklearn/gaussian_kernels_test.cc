// Which kernels are read, and which are refused. Their values are compared with the library's in
// golden/.
#include "format/sklearn/gaussian_kernels.h"

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

const std::string kModule = "sklearn.gaussian_process.kernels.";

class GaussianKernels : public Records {
 protected:
  std::string rbf() const {
    return object(kModule + "RBF", is("length_scale", real(2)) + is("length_scale_bounds", none()));
  }
  std::string pair(const std::string& name, const std::string& a, const std::string& b) const {
    return object(kModule + name, is("k1", a) + is("k2", b));
  }
  // Of a regressor that was fitted on two rows.
  std::string refusal_of(const std::string& kernel, const std::string& version = "1.4.2") {
    return refusal("sklearn.gaussian_process._gpr.GaussianProcessRegressor",
                   is("kernel_", kernel) + is("X_train_", array({2, 1}, {1, 2})) +
                       is("alpha_", array({2}, {1, 2})) + is("_y_train_mean", real(0)) +
                       is("_y_train_std", real(1)),
                   1, version);
  }
  std::string matern(double nu) const {
    return object(kModule + "Matern", is("length_scale", real(2)) + is("nu", real(nu)));
  }
};

TEST_F(GaussianKernels, MayBeInsideEachOther) {
  const std::string white = object(kModule + "WhiteKernel", is("noise_level", real(2)));
  EXPECT_EQ(refusal_of(rbf()), "");
  EXPECT_EQ(refusal_of(pair("Sum", pair("Product", rbf(), white), rbf())), "");
  EXPECT_EQ(refusal_of(
                object(kModule + "Exponentiation", is("kernel", rbf()) + is("exponent", whole(2)))),
            "");
}

TEST_F(GaussianKernels, AnyAttributeMustBeKnown) {
  EXPECT_NE(refusal_of(object(kModule + "WhiteKernel",
                              is("noise_level", real(2)) + is("colour", whole(1))))
                .find("colour"),
            std::string::npos);
  EXPECT_NE(refusal_of(object(kModule + "WhiteKernel", "")).find("noise_level"), std::string::npos);
}

TEST_F(GaussianKernels, MaternOfSomeNu) {
  for (const double nu : {0.5, 1.5, 2.5}) EXPECT_EQ(refusal_of(matern(nu)), "");
  EXPECT_NE(refusal_of(matern(3.5)).find("nu=3.5"), std::string::npos);
}

TEST_F(GaussianKernels, OfOnesOwnOrOfSeveralValuesAreRefused) {
  EXPECT_NE(refusal_of(object("mine.Kernel", "")).find("UNKNOWN_SYMBOL: mine.Kernel"),
            std::string::npos);
  EXPECT_NE(refusal_of(object(kModule + "Mine", "")).find("UNKNOWN_SYMBOL"), std::string::npos);
  EXPECT_NE(
      refusal_of(object(kModule + "CompoundKernel", is("kernels", "(l"))).find("CompoundKernel"),
      std::string::npos);
  EXPECT_NE(refusal_of(real(1)).find("UNKNOWN_SYMBOL"), std::string::npos);
}

TEST_F(GaussianKernels, NotTooDeep) {
  std::string deep = rbf();
  for (int i = 0; i < 120; ++i)
    deep = object(kModule + "Exponentiation", is("kernel", deep) + is("exponent", whole(3)));
  EXPECT_NE(refusal_of(deep).find("inside each other"), std::string::npos);
}

TEST_F(GaussianKernels, PairwiseOptions) {
  const auto of = [&](const std::string& metric, const std::string& options) {
    return refusal_of(
        object(kModule + "PairwiseKernel", is("metric", text_of(metric)) + is("gamma", real(1)) +
                                               is("pairwise_kernels_kwargs", options)));
  };
  EXPECT_EQ(of("poly", "(" + is("degree", whole(2)) + "d"), "");
  EXPECT_EQ(of("rbf", none()), "");
  EXPECT_NE(of("poly", "(" + is("power", whole(2)) + "d").find("power"), std::string::npos);
  EXPECT_NE(of("mine", none()).find("metric=mine"), std::string::npos);
}

}  // namespace
}  // namespace slipway::format::sklearn
