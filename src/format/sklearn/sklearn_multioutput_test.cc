// What estimators of several targets are refused for. Their answers are compared with the library's in
// golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Multioutput : public Records {};

const char* const kChain = "sklearn.multioutput.RegressorChain";

std::string line(int columns) {
  return object(
      "sklearn.linear_model._base.LinearRegression",
      is("_sklearn_version", text_of("1.4.2")) +
          is("coef_", array({columns}, std::vector<double>(static_cast<std::size_t>(columns), 1))) +
          is("intercept_", real(0)));
}

// Each link of a chain also reads what those before it answered.
TEST_F(Multioutput, LinksOfAChain) {
  const std::string links = is("estimators_", list_of({line(2), line(3), line(4)}));
  const auto found = emitted(kChain, links + is("order_", labels({2, 0, 1})));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(width(*found->predict), 3u);
  for (const auto& order : {std::vector<std::int64_t>{0, 0, 1}, {0, 1}, {0, 1, 3}})
    EXPECT_EQ(refusal(kChain, links + is("order_", labels(order))),
              "BAD_MODEL: order_ is no order of the targets");
  EXPECT_EQ(refusal(kChain,
                    is("estimators_", list_of({line(2), line(2)})) + is("order_", labels({0, 1}))),
            "WRONG_SHAPE: coef_ does not fit 3 columns");
}

TEST_F(Multioutput, ClassifiersHaveClasses) {
  const std::string lines = is("estimators_", list_of({line(2), line(2)}));
  EXPECT_EQ(refusal("sklearn.multioutput.MultiOutputRegressor", lines), "");
  EXPECT_EQ(
      refusal("sklearn.multioutput.MultiOutputClassifier", lines),
      "UNSUPPORTED_OPTION: sklearn.multioutput.MultiOutputClassifier of scikit-learn 1.4.2: an "
      "estimator inside that is no classifier of one target");
}

}  // namespace
}  // namespace slipway::format::sklearn
