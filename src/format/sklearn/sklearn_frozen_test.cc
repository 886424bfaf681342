#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Frozen : public Records {};

TEST_F(Frozen, AnswersAsTheOneInsideDoes) {
  const std::string line = object("sklearn.linear_model._base.LinearRegression",
                                  is("_sklearn_version", text_of("1.6.1")) +
                                      is("coef_", array({2}, {1, 2})) + is("intercept_", real(0)));
  const auto found = emitted("sklearn.frozen._frozen.FrozenEstimator", is("estimator", line));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_TRUE(found->predict.has_value());
  EXPECT_EQ(refusal("sklearn.frozen._frozen.FrozenEstimator", ""),
            "MISSING_ATTRIBUTE: there is no attribute estimator");
}

}  // namespace
}  // namespace slipway::format::sklearn
