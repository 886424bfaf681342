// What selectors read of the estimators that they ask.
#include "format/sklearn/importances.h"

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Importances : public Records {
 protected:
  // Importances one after the other, or the refusal.
  std::string of(const std::string& estimator, const std::string& getter = "auto",
                 double order = 1) {
    auto document = pickle::read_pickle(std::make_shared<const std::string>(estimator + "."));
    EXPECT_TRUE(document.ok()) << document.status().text();
    const Context context(builder_, findings_);
    const auto read = read_importances(context, document->root, getter, order);
    if (!read.ok()) return read.status().message();
    std::string all;
    for (const double number : *read) all += fmt::format("{} ", number);
    return all;
  }
};

const std::string kLine =
    object("sklearn.linear_model._ridge.Ridge", is("coef_", array({2, 2}, {1, -3, -4, 0})));

TEST_F(Importances, OfCoefficientsAreNorms) {
  EXPECT_EQ(of(object("sklearn.linear_model._ridge.Ridge", is("coef_", array({2}, {1, -2})))),
            "1 2 ");
  EXPECT_EQ(of(kLine), "5 3 ");
  EXPECT_EQ(of(kLine, "coef_", 2), "4.123105625617661 3 ");
  EXPECT_EQ(of(kLine, "coef_", HUGE_VAL), "4 3 ");
  EXPECT_EQ(of(kLine, "coef_", -HUGE_VAL), "1 0 ");
  EXPECT_EQ(of(kLine, "coef_", 0), "2 1 ");
}

TEST_F(Importances, PathsGoThroughPipelines) {
  const std::string pipeline = object("sklearn.pipeline.Pipeline",
                                      is("steps", list_of({"(" + text_of("line") + kLine + "t"})));
  EXPECT_EQ(of(pipeline, "named_steps.line.coef_"), "5 3 ");
  EXPECT_EQ(of(pipeline, "named_steps.other.coef_"), ": importance_getter=named_steps.other.coef_");
  EXPECT_EQ(of(kLine, "weights_"), ": importance_getter=weights_");
}

TEST_F(Importances, OthersAreRefusedByName) {
  EXPECT_EQ(of(object("xgboost.sklearn.XGBClassifier", "")),
            ": the importances of a XGBClassifier");
  EXPECT_EQ(of(object("sklearn.svm._classes.SVC", ""), "coef_"), ": coef_ that is not in the file");
}

TEST(NumpySum, IsPairwise) {
  std::vector<double> numbers(1000, 0.1);
  EXPECT_EQ(numpy_sum(numbers.data(), 0), 0);
  EXPECT_EQ(numpy_sum(numbers.data(), 7), 0.7);
  EXPECT_EQ(numpy_sum(numbers.data(), 1000),
            100.00000000000001);  // one after the other: 99.9999999999986
}

}  // namespace
}  // namespace slipway::format::sklearn
