// What discriminant analysis offers, by option. Its answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class DiscriminantAnalysis : public Records {};

const std::string kLinear = "sklearn.discriminant_analysis.LinearDiscriminantAnalysis";
const std::string kQuadratic = "sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis";
const std::string kScores = is("classes_", labels({0, 1, 2})) +
                            is("coef_", array({3, 2}, {1, 2, 3, 4, 5, 6})) +
                            is("intercept_", array({3}, {0, 1, 2}));
const std::string kScalings = is("scalings_", array({2, 2}, {1, 2, 3, 4}));

TEST_F(DiscriminantAnalysis, SolversThatTransform) {
  const std::string two = kScores + kScalings + is("_max_components", whole(2));
  const auto eigen = emitted(kLinear, two + is("solver", text_of("eigen")));
  ASSERT_TRUE(eigen.ok()) << eigen.status().text();
  EXPECT_EQ(eigen->transform->names, (std::vector<std::string>{"lineardiscriminantanalysis0",
                                                               "lineardiscriminantanalysis1"}));
  const auto lsqr = emitted(kLinear, two + is("solver", text_of("lsqr")));
  ASSERT_TRUE(lsqr.ok()) << lsqr.status().text();
  EXPECT_FALSE(lsqr->transform.has_value());
  EXPECT_EQ(refusal(kLinear, two + is("solver", text_of("svd"))),
            "MISSING_ATTRIBUTE: there is no attribute xbar_");
  EXPECT_EQ(refusal(kLinear, two + is("solver", text_of("novel"))),
            "UNSUPPORTED_OPTION: sklearn.discriminant_analysis.LinearDiscriminantAnalysis of "
            "scikit-learn 1.4.2: solver=novel");
}

TEST_F(DiscriminantAnalysis, AClassHasItsAxes) {
  const std::string two = is("classes_", labels({0, 1})) +
                          is("means_", array({2, 2}, {1, 2, 3, 4})) +
                          is("priors_", array({2}, {0.5, 0.5}));
  const std::string axes = array({2, 2}, {1, 0, 0, 1}), lengths = array({2}, {1, 4});
  const auto found = emitted(kQuadratic, two + is("rotations_", list_of({axes, axes})) +
                                             is("scalings_", list_of({lengths, lengths})));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(width(*found->proba), 2u);
  EXPECT_EQ(width(*found->decision), 1u);
  EXPECT_FALSE(found->decision_is_vector);
  EXPECT_EQ(refusal(kQuadratic, two + is("rotations_", list_of({axes})) +
                                    is("scalings_", list_of({lengths, lengths}))),
            "WRONG_SHAPE: rotations_ has 1 values for 2 columns");
  EXPECT_EQ(refusal(kQuadratic, two + is("rotations_", list_of({axes, axes})) +
                                    is("scalings_", list_of({lengths, array({1}, {1})}))),
            "WRONG_SHAPE: scalings_ has 1 values for 2 columns");
}

}  // namespace
}  // namespace slipway::format::sklearn
