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

// A tree that gained 3 by its first column and lost 1 by its second: what 1.3 makes of impurities
// where values are missing.
std::string tree_that_lost() {
  const auto nodes = table({{"left_child", "i8"},
                            {"right_child", "i8"},
                            {"feature", "i8"},
                            {"impurity", "f8"},
                            {"weighted_n_node_samples", "f8"}},
                           {{1, 2, 0, 4, 10},
                            {-1, -1, -2, 0, 5},
                            {3, 4, 1, 2, 5},
                            {-1, -1, -2, 4, 5},
                            {-1, -1, -2, 0, 0}});
  return object("sklearn.tree._classes.DecisionTreeRegressor",
                is("tree_", object("sklearn.tree._tree.Tree", is("nodes", nodes))) +
                    is("n_features_in_", whole(2)));
}

TEST_F(Importances, From024OnAreWithoutTheirSign) {
  const auto selected = [this](const std::string& version) {
    const auto read = emitted("sklearn.feature_selection._from_model.SelectFromModel",
                              is("estimator_", tree_that_lost()) + is("threshold", real(0.4)) +
                                  is("max_features", none()) + is("norm_order", whole(1)),
                              2, version);
    EXPECT_TRUE(read.ok()) << read.status().text();
    return read.ok() && read->transform ? read->transform->at.size() : 0;
  };
  EXPECT_EQ(selected("1.3.2"), 2u);
  EXPECT_EQ(selected("0.23.2"), 1u);
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
