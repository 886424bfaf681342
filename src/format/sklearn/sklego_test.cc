#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Sklego : public Records {};

TEST_F(Sklego, AThresholdNeedsProbabilitiesOfTwoClasses) {
  const auto logistic = [](const std::vector<std::int64_t>& classes) {
    const int outputs = classes.size() == 2 ? 1 : static_cast<int>(classes.size());
    const auto count = static_cast<std::size_t>(outputs);
    return object("sklearn.linear_model._logistic.LogisticRegression",
                  is("_sklearn_version", text_of("1.4.2")) + is("classes_", labels(classes)) +
                      is("coef_", array({outputs, 2}, std::vector<double>(2 * count, 1))) +
                      is("intercept_", array({outputs}, std::vector<double>(count, 0))));
  };
  const char* const thresholder = "sklego.meta.thresholder.Thresholder";
  const std::string at = is("threshold", real(0.3));
  EXPECT_EQ(refusal(thresholder, at + is("estimator_", logistic({0, 1}))), "");
  EXPECT_EQ(refusal(thresholder, at + is("estimator_", logistic({0, 1, 2}))),
            "UNSUPPORTED_OPTION: sklego.meta.thresholder.Thresholder: an estimator inside without "
            "probabilities of two classes");
  EXPECT_EQ(refusal(thresholder, is("estimator_", logistic({0, 1}))),
            "MISSING_ATTRIBUTE: there is no attribute threshold");
}

TEST_F(Sklego, ColumnsByName) {
  const char* const selector = "sklego.preprocessing.pandastransformers.ColumnSelector";
  const auto found = emitted(selector, is("columns_", list_of({text_of("x1")})), 3);
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(found->transform->names, std::vector<std::string>{"x1"});
}

}  // namespace
}  // namespace slipway::format::sklearn
