// What does not fit is refused. Answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

const char* const kPca = "sklearn.decomposition._kernel_pca.KernelPCA";

class KernelPca : public Records {
 protected:
  std::string pca(const std::string& values, const std::string& vectors) const {
    const std::string centerer =
        object("sklearn.preprocessing._data.KernelCenterer",
               is("K_fit_rows_", array({2}, {0.5, 0.25})) + is("K_fit_all_", real(0.375)) +
                   is("_sklearn_version", text_of("1.4.2")));
    return is("kernel", text_of("rbf")) + is("gamma", none()) + is("degree", whole(3)) +
           is("coef0", whole(1)) + is("X_fit_", array({2, 2}, {1, 2, 3, 4})) +
           is("_centerer", centerer) + is("eigenvalues_", values) + is("eigenvectors_", vectors);
  }
};

TEST_F(KernelPca, AColumnAComponent) {
  const auto made = emitted(kPca, pca(array({2}, {4, 0}), array({2, 2}, {1, 2, 3, 4})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"kernelpca0", "kernelpca1"}));
}

TEST_F(KernelPca, ComponentsFit) {
  EXPECT_EQ(refusal(kPca, pca(array({1}, {4}), array({2, 2}, {1, 2, 3, 4}))),
            "WRONG_SHAPE: eigenvalues_ has 1 values for 2 columns");
  EXPECT_EQ(refusal(kPca, pca(array({1}, {4}), array({3, 1}, {1, 2, 3}))),
            "WRONG_SHAPE: eigenvectors_ has 3 values for 2 rows");
}

}  // namespace
}  // namespace slipway::format::sklearn
