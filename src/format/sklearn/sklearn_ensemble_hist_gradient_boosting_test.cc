// How the predictors of HistGradientBoosting are read, era by era, and what is refused. Their answers
// are compared with the library's in golden/.
#include <cmath>

#include "format/sklearn/record_test.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/link.h"
#include "model/stages/lookup.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::format::sklearn {
namespace {

class HistBoosting : public Records {
 protected:
  const model::Forest& forest() const { return *op<model::TreeEnsemble>()->forest; }
};

const std::string kPackage = "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.";
const std::string kClassifier = kPackage + "HistGradientBoostingClassifier";
const std::string kRegressor = kPackage + "HistGradientBoostingRegressor";

struct HistNode {
  double value = 0;
  int feature = 0;
  double threshold = 0;
  int left = 0, right = 0;
  bool leaf = true, missing_left = false, categorical = false;
  int set = 0;
};
HistNode split(int feature, double threshold) {
  return {.feature = feature, .threshold = threshold, .left = 1, .right = 2, .leaf = false};
}

using Fields = std::vector<std::pair<std::string, std::string>>;
const Fields kOld = {{"value", "f4"}, {"feature_idx", "u4"}, {"threshold", "f8"},
                     {"left", "u4"},  {"right", "u4"},       {"is_leaf", "u1"}};
const Fields kNew = {{"value", "f8"},          {"feature_idx", "i8"},
                     {"num_threshold", "f8"},  {"left", "u4"},
                     {"right", "u4"},          {"is_leaf", "u1"},
                     {"gain", "f4"},           {"missing_go_to_left", "u1"},
                     {"is_categorical", "u1"}, {"bitset_idx", "u4"}};

std::string predictor(const std::vector<HistNode>& nodes, const std::string& more = "",
                      const Fields& fields = kNew) {
  std::vector<std::vector<double>> rows;
  for (const HistNode& node : nodes)
    rows.push_back({node.value, static_cast<double>(node.feature), node.threshold,
                    static_cast<double>(node.left), static_cast<double>(node.right),
                    node.leaf ? 1.0 : 0.0, 0, node.missing_left ? 1.0 : 0.0,
                    node.categorical ? 1.0 : 0.0, static_cast<double>(node.set)});
  return object("sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
                is("nodes", table(fields, rows)) + more);
}
std::string stump(const HistNode& root = split(1, 0.5)) {
  return predictor({root, {.value = 2}, {.value = 4}});
}
// Iterations of so many trees, and the sums they start from.
std::string boosted(const std::vector<std::vector<std::string>>& iterations,
                    const std::vector<double>& base = {10}) {
  std::vector<std::string> rows;
  for (const auto& iteration : iterations) rows.push_back(list_of(iteration));
  const int trees = static_cast<int>(base.size());
  return is("_predictors", list_of(rows)) + is("_baseline_prediction", array({1, trees}, base)) +
         is("n_trees_per_iteration_", whole(trees));
}
const std::string kTwo = is("classes_", labels({3, 4}));

TEST_F(HistBoosting, SumsStartFromTheBaseline) {
  const auto made = emitted(kRegressor, boosted({{stump()}, {stump()}}));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(op<model::TreeEnsemble>()->base, (std::vector<double>{10}));
  EXPECT_EQ(forest().roots, (std::vector<std::uint32_t>{0, 3}));
  EXPECT_EQ(forest().leaves, (std::vector<double>{2, 4, 2, 4}));
  EXPECT_EQ(forest().input, model::Element::kF64);
  EXPECT_EQ(forest().nodes[0].feature, 1u);
  EXPECT_EQ(forest().nodes[0].threshold, 0.5);
  EXPECT_EQ(forest().nodes[3].left, 4);
  EXPECT_EQ(op<model::Require>("check"), nullptr);  // what is not finite passes
}

// 0.21: no missing values, thresholds under another name.
TEST_F(HistBoosting, TheFirstEra) {
  const std::string old = predictor({split(0, 1.5), {.value = 1}, {.value = 2}}, "", kOld);
  ASSERT_EQ(
      refusal(kRegressor, boosted({{old}}) + is("loss", text_of("least_squares")), 2, "0.21.3"),
      "");
  EXPECT_EQ(forest().nodes[0].missing, model::Missing::kNever);
  EXPECT_EQ(forest().nodes[0].threshold, 1.5);
  ASSERT_NE(op<model::Require>("check"), nullptr);
  EXPECT_FALSE(op<model::Require>("check")->allow_nan);
}

TEST_F(HistBoosting, MissingValuesGoWhereTheNodeSays) {
  HistNode root = split(0, 1);
  ASSERT_EQ(refusal(kRegressor, boosted({{stump(root)}})), "");
  EXPECT_EQ(forest().nodes[0].missing, model::Missing::kNan);
  EXPECT_FALSE(forest().nodes[0].default_left);
  root.missing_left = true;
  ASSERT_EQ(refusal(kRegressor, boosted({{stump(root)}})), "");
  EXPECT_TRUE(forest().nodes[0].default_left);
}

TEST_F(HistBoosting, ProbabilitiesOfTwoClassesAndOfMore) {
  const auto two = emitted(kClassifier, boosted({{stump()}}) + kTwo);
  ASSERT_TRUE(two.ok()) << two.status().text();
  EXPECT_FALSE(two->decision_is_vector);
  EXPECT_EQ(width(*two->proba), 2u);
  EXPECT_EQ(op<model::Link>("sigmoid")->kind, model::LinkKind::kSigmoid);
  const auto three = emitted(kClassifier, boosted({{stump(), stump(), stump()}}, {1, 2, 3}) +
                                              is("classes_", labels({3, 4, 5})));
  ASSERT_TRUE(three.ok()) << three.status().text();
  EXPECT_TRUE(three->decision_is_vector);
  EXPECT_EQ(op<model::TreeEnsemble>()->tree_output, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(op<model::Link>("softmax")->kind, model::LinkKind::kSoftmax);
  EXPECT_EQ(refusal(kClassifier, boosted({{stump()}}) + is("classes_", labels({3, 4, 5}))),
            "WRONG_SHAPE: another number of classes than of sums");
}

TEST_F(HistBoosting, LossesAndTheirLinks) {
  for (const char* loss : {"squared_error", "least_squares", "absolute_error",
                           "least_absolute_deviation", "quantile"}) {
    ASSERT_EQ(refusal(kRegressor, boosted({{stump()}}) + is("loss", text_of(loss))), "");
    EXPECT_EQ(op<model::Link>("response"), nullptr);
  }
  for (const char* loss : {"poisson", "gamma"}) {
    ASSERT_EQ(refusal(kRegressor, boosted({{stump()}}) + is("loss", text_of(loss))), "");
    EXPECT_EQ(op<model::Link>("response")->kind, model::LinkKind::kExp);
  }
  EXPECT_EQ(refusal(kRegressor, boosted({{stump()}}) + is("loss", text_of("tweedie"))),
            "UNSUPPORTED_OPTION: " + kRegressor + " of scikit-learn 1.4.2: loss=tweedie");
  for (const char* loss : {"log_loss", "auto", "binary_crossentropy", "categorical_crossentropy"})
    EXPECT_EQ(refusal(kClassifier, boosted({{stump()}}) + kTwo + is("loss", text_of(loss))), "");
  EXPECT_EQ(refusal(kClassifier, boosted({{stump()}}) + kTwo + is("loss", text_of("hinge"))),
            "UNSUPPORTED_OPTION: " + kClassifier + " of scikit-learn 1.4.2: loss=hinge");
}

// A set of categories is a row of 8 words; the sets of the second tree come behind those of the first.
TEST_F(HistBoosting, SetsOfCategories) {
  HistNode root = split(0, 0);
  root.categorical = true;
  const auto with = [&](int set, std::size_t words) {
    root.set = set;
    std::vector<std::uint32_t> bits(words, 0);
    bits[0] = 5;
    return predictor(
        {root, {.value = 2}, {.value = 4}},
        is("raw_left_cat_bitsets", array_of({static_cast<int>(words)}, bytes_of(bits), "u4")));
  };
  ASSERT_EQ(refusal(kRegressor, boosted({{with(0, 8)}, {with(1, 16)}})), "");
  EXPECT_EQ(forest().sets.size(), 3u);
  EXPECT_EQ(forest().set_words[8], 5u);
  EXPECT_EQ(forest().nodes[0].category_set(), 0u);
  EXPECT_TRUE(forest().nodes[3].categorical);
  EXPECT_EQ(forest().nodes[3].category_set(), 2u);
  EXPECT_EQ(refusal(kRegressor, boosted({{with(1, 8)}})),
            "BAD_MODEL: tree 0, node 0: a category set out of range");
  EXPECT_EQ(refusal(kRegressor, boosted({{with(0, 9)}})),
            "WRONG_SHAPE: raw_left_cat_bitsets has no rows of 8");
}

// Before 1.4 a category is a byte, and what was not in training counts as missing.
TEST_F(HistBoosting, CategoriesThatAreNumbers) {
  const std::string mapper =
      is("_bin_mapper",
         object("sklearn.ensemble._BinMapper",
                is("bin_thresholds_", list_of({array({2}, {1, 7}), array({1}, {0.5})}))));
  const std::string all = boosted({{stump()}}) + is("is_categorical_", flags({1, 0}));
  ASSERT_EQ(refusal(kRegressor, all + mapper, 2, "1.3.2"), "");
  ASSERT_NE(op<model::Ordinal>("categories"), nullptr);
  const auto& column = op<model::Ordinal>("categories")->columns.at(0);
  EXPECT_EQ(column.code, (std::vector<double>{1, 7}));
  EXPECT_TRUE(std::isnan(column.unknown_code));
  EXPECT_EQ(op<model::Elementwise>("byte")->constants, (std::vector<double>{0}));
  ASSERT_EQ(refusal(kRegressor, all + mapper, 2, "1.1.3"), "");
  EXPECT_EQ(op<model::Elementwise>("byte")->constants, (std::vector<double>{-HUGE_VAL}));
  const char* without = "MISSING_ATTRIBUTE: categorical features without their categories";
  EXPECT_EQ(refusal(kRegressor, all, 2, "1.3.2"), without);
  EXPECT_EQ(refusal(kRegressor, all + mapper, 3, "1.3.2"), without);
  EXPECT_EQ(refusal(kRegressor, boosted({{stump()}}) + is("is_categorical_", flags({1})) + mapper,
                    2, "1.3.2"),
            without);
  ASSERT_EQ(refusal(kRegressor, boosted({{stump()}}) + is("is_categorical_", none()), 2, "1.3.2"),
            "");
  EXPECT_EQ(op<model::Ordinal>("categories"), nullptr);
}

// From 1.4 on a preprocessor encodes them.
TEST_F(HistBoosting, ThePreprocessorComesFirst) {
  const std::string scaler =
      object("sklearn.preprocessing._data.MaxAbsScaler", is("scale_", array({2}, {2, 3})));
  const std::string all = boosted({{stump()}}) + is("is_categorical_", flags({1, 0}));
  ASSERT_EQ(refusal(kRegressor, all + is("_preprocessor", scaler)), "");
  EXPECT_NE(op<model::Scale>("preprocessor"), nullptr);
  EXPECT_EQ(op<model::Ordinal>("categories"), nullptr);
  const std::string line = object("sklearn.linear_model._base.LinearRegression",
                                  is("coef_", array({2}, {1, 2})) + is("intercept_", real(0)));
  EXPECT_EQ(refusal(kRegressor, all + is("_preprocessor", line)),
            "BAD_MODEL: _preprocessor does not transform");
}

TEST_F(HistBoosting, WhatDoesNotFitIsRefused) {
  EXPECT_EQ(refusal(kRegressor, boosted({{stump(), stump()}})),
            "WRONG_SHAPE: an iteration has another number of trees");
  const std::string sums =
      "WRONG_SHAPE: _baseline_prediction has another number of values than there are trees an "
      "iteration";
  EXPECT_EQ(refusal(kRegressor, boosted({}, {})), sums);
  EXPECT_EQ(
      refusal(kRegressor, is("_predictors", list_of({})) + is("_baseline_prediction", real(1)) +
                              is("n_trees_per_iteration_", whole(2))),
      sums);
  EXPECT_EQ(refusal(kRegressor, ""), "MISSING_ATTRIBUTE: there is no attribute _predictors");
  EXPECT_EQ(refusal(kRegressor, boosted({{stump(split(2, 1))}})),
            "BAD_MODEL: tree 0, node 0: feature 2 of 2");
  EXPECT_EQ(refusal(kRegressor, boosted({{stump(split(0, std::nan("")))}})),
            "BAD_MODEL: tree 0, node 0: the threshold is NaN");
  HistNode root = split(0, 1);
  root.right = 3;
  EXPECT_EQ(refusal(kRegressor, boosted({{stump(root)}})),
            "BAD_MODEL: tree 0, node 0: a child out of range");
  root.right = 0;  // a walk without end
  EXPECT_EQ(refusal(kRegressor, boosted({{stump(root)}})),
            "BAD_MODEL: tree 0, node 0: a child out of range");
}

TEST_F(HistBoosting, WhatIsNotKnownIsRefusedByName) {
  Fields fields = kOld;
  fields[0].first = "values";
  EXPECT_EQ(
      refusal(kRegressor, boosted({{predictor({{}}, "", fields)}})),
      "UNKNOWN_ATTRIBUTE: the nodes of a predictor have the field values, which Slipway does not "
      "know");
  EXPECT_EQ(refusal(kRegressor, boosted({{stump()}}) + is("dart", whole(1))).substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

}  // namespace
}  // namespace slipway::format::sklearn
