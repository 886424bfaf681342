// What LabelPropagation is refused for. Its answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class LabelPropagation : public Records {};

const char* const kSpread = "sklearn.semi_supervised._label_propagation.LabelSpreading";

std::string learned(const std::string& kernel, int rows) {
  const std::vector<double> shares(static_cast<std::size_t>(rows) * 2, 0.5);
  return is("classes_", labels({0, 1})) + is("kernel", kernel) + is("gamma", real(20)) +
         is("X_", array({3, 2}, {1, 2, 3, 4, 5, 6})) +
         is("label_distributions_", array({rows, 2}, shares));
}

TEST_F(LabelPropagation, ReadsRowsThatWereLearned) {
  const auto found = emitted(kSpread, learned(text_of("rbf"), 3));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(width(*found->proba), 2u);
  EXPECT_EQ(refusal(kSpread, learned(text_of("rbf"), 2)),
            "WRONG_SHAPE: label_distributions_ has 2 rows for 3 of X_");
}

TEST_F(LabelPropagation, NearestRowsNeedTheirSearch) {
  EXPECT_EQ(refusal(kSpread, learned(text_of("knn"), 3)),
            "MISSING_ATTRIBUTE: there is no attribute nn_fit");
}

TEST_F(LabelPropagation, OtherKernelsAreRefused) {
  EXPECT_EQ(refusal(kSpread, learned(text_of("laplacian"), 3)),
            "UNSUPPORTED_OPTION: sklearn.semi_supervised._label_propagation.LabelSpreading of "
            "scikit-learn 1.4.2: kernel=laplacian");
  EXPECT_TRUE(refusal(kSpread, learned("cmine\nkernel\n", 3)).starts_with("UNSUPPORTED_OPTION"));
}

}  // namespace
}  // namespace slipway::format::sklearn
