// What pickled estimators of XGBoost are read as, and refused for. Their answers are compared with the
// library's in golden/.
#include <cmath>

#include "format/sklearn/record_test.h"
#include "format/xgboost/model_test.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::format::sklearn {
namespace {

using xgboost::replaced;
using xgboost::small_model;

class XgboostEstimators : public Records {
 protected:
  std::size_t trees() const {
    for (const model::Stage& stage : builder_.stages())
      if (const auto* sum = stage.op.as<model::TreeEnsemble>()) return sum->forest->roots.size();
    return 0;
  }
};

const std::string kPackage = "xgboost.sklearn.";

std::string bytes(const std::string& text) {
  return "B" + bytes_of<std::uint32_t>({static_cast<std::uint32_t>(text.size())}) + text;
}
std::string booster(const std::string& model) {
  return is("_Booster", object("xgboost.core.Booster", is("handle", bytes(model))));
}
std::string classifier_model() {
  return replaced(replaced(small_model(), "reg:squarederror", "binary:logistic"),
                  R"("base_score":"0E0")", R"("base_score":"5E-1")");
}
// Two rounds, of which the first was the best.
std::string stopped_model() {
  std::string model = small_model();
  const std::size_t begin = model.find("{\"base_weights\""), end = model.find("]},\"name\"");
  const std::string tree = model.substr(begin, end - begin);
  model.insert(end, "," + tree);
  model = replaced(model, R"("num_trees":"1"},"iteration_indptr":[0,1],"tree_info":[0])",
                   R"("num_trees":"2"},"iteration_indptr":[0,1,2],"tree_info":[0,0])");
  return replaced(model, R"("attributes":{})", R"("attributes":{"best_iteration":"0"})");
}

TEST_F(XgboostEstimators, RegressorsAndRankers) {
  for (const char* name : {"XGBRegressor", "XGBRFRegressor", "XGBRanker"}) {
    const auto made = emitted(kPackage + name, booster(small_model()));
    ASSERT_TRUE(made.ok()) << made.status().text();
    EXPECT_TRUE(made->predict && made->margin && made->leaves);
    EXPECT_FALSE(made->classes || made->predict_is_vector || made->margin_is_vector);
  }
}

TEST_F(XgboostEstimators, ClassesAreCountedUnlessTheyAreNamed) {
  for (const char* name : {"XGBClassifier", "XGBRFClassifier"}) {
    const auto counted = emitted(kPackage + name, booster(classifier_model()));
    ASSERT_TRUE(counted.ok()) << counted.status().text();
    EXPECT_EQ(counted->classes->number, (std::vector<double>{0, 1}));
    EXPECT_EQ(width(*counted->proba), 2u);
    EXPECT_FALSE(counted->predict_is_vector);
  }
  const std::string name = kPackage + "XGBClassifier", all = booster(classifier_model());
  const auto listed = emitted(name, all + is("classes_", labels({3, 4})));
  EXPECT_EQ(listed->classes->number, (std::vector<double>{3, 4}));
  const auto encoded = emitted(name, all + is("_le", object("xgboost.compat.XGBoostLabelEncoder",
                                                            is("classes_", labels({5, 6})))));
  EXPECT_EQ(encoded->classes->number, (std::vector<double>{5, 6}));
  EXPECT_EQ(refusal(name, all + is("classes_", labels({3, 4, 5}))),
            "WRONG_SHAPE: 3 classes for 1 outputs");
}

// An estimator counts the rounds up to the best, a Booster all of them.
TEST_F(XgboostEstimators, RoundsUpToTheBest) {
  ASSERT_EQ(refusal(kPackage + "XGBRegressor", booster(stopped_model())), "");
  EXPECT_EQ(trees(), 1u);
  EXPECT_EQ(builder_.about().notes,
            std::vector<std::string>{"1 of 2 rounds count: those up to best_iteration"});
  ASSERT_EQ(refusal("xgboost.core.Booster", is("handle", bytes(stopped_model()))), "");
  EXPECT_EQ(trees(), 2u);
}

// Before 0.82 the file does not tell which version, and so which rounds, it is.
TEST_F(XgboostEstimators, RoundsThatAreUndecided) {
  const std::string old = booster(replaced(stopped_model(), "[2,0,3]", "[0,0,0]"));
  EXPECT_EQ(
      refusal(kPackage + "XGBRegressor", old),
      "UNSUPPORTED_OPTION: xgboost.sklearn.XGBRegressor: early stopping of before XGBoost 0.82: "
      "which rounds count depends on its version, which is not in the file");
  EXPECT_EQ(refusal(kPackage + "XGBRegressor", old + is("importance_type", text_of("gain"))), "");
}

// missing: NaN by itself, else the number that stands for it.
TEST_F(XgboostEstimators, WhatStandsForMissing) {
  const std::string name = kPackage + "XGBRegressor", all = booster(small_model());
  const auto impute = [&]() -> const model::Impute* {
    for (const model::Stage& stage : builder_.stages())
      if (const auto* found = stage.op.as<model::Impute>()) return found;
    return nullptr;
  };
  for (const std::string& nothing : {none(), real(std::nan(""))}) {
    ASSERT_EQ(refusal(name, all + is("missing", nothing)), "");
    EXPECT_EQ(impute(), nullptr);
  }
  ASSERT_EQ(refusal(name, all + is("missing", real(-7))), "");
  ASSERT_NE(impute(), nullptr);
  EXPECT_EQ(impute()->missing.number, -7);
  EXPECT_EQ(refusal(name, all + is("missing", text_of("?"))).substr(0, 10), "WRONG_TYPE");
}

// The zeros that a sparse matrix leaves out are missing.
TEST_F(XgboostEstimators, OfSparseInput) {
  const auto behind = [&](bool sparse) {
    const std::string encoder =
        object("sklearn.preprocessing._encoders.OneHotEncoder",
               is("categories_", list_of({array({2}, {1, 2})})) + is("dtype", text_of("float64")) +
                   is("sparse", truth(sparse)));
    const std::string last = object(kPackage + "XGBRegressor", booster(small_model()));
    return refusal(
        "sklearn.pipeline.Pipeline",
        is("steps", list_of({tuple_of({text_of("a"), encoder}), tuple_of({text_of("b"), last})})),
        1);
  };
  ASSERT_EQ(behind(true), "");
  ASSERT_NE(op<model::Impute>("b.sparse"), nullptr);
  EXPECT_EQ(op<model::Impute>("b.sparse")->missing.number, 0);
  ASSERT_EQ(behind(false), "");
  EXPECT_EQ(op<model::Impute>("b.sparse"), nullptr);
}

TEST_F(XgboostEstimators, WhatDoesNotFitIsRefused) {
  const std::string name = kPackage + "XGBRegressor";
  EXPECT_EQ(refusal(name, booster(small_model()), 3),
            "WRONG_SHAPE: the booster has 2 features, but is given 3");
  EXPECT_EQ(refusal(name, ""), "MISSING_ATTRIBUTE: there is no attribute _Booster");
  EXPECT_EQ(refusal(name, is("_Booster", none())), "MISSING_ATTRIBUTE: there is no _Booster");
  EXPECT_EQ(refusal(name, is("_Booster", object("xgboost.core.Booster", ""))),
            "MISSING_ATTRIBUTE: the Booster has no handle");
  EXPECT_EQ(refusal(name, is("_Booster", object("xgboost.core.Booster", is("handle", whole(3))))),
            "WRONG_TYPE: the handle of the Booster is the int 3");
  EXPECT_NE(refusal(name, booster("{\"learner\":")), "");
  EXPECT_EQ(
      refusal(name, booster(small_model()) + is("made_up", whole(1))),
      "UNKNOWN_ATTRIBUTE: xgboost.sklearn.XGBRegressor has the attribute made_up (the int 1), "
      "which Slipway does not know");
}

}  // namespace
}  // namespace slipway::format::sklearn
