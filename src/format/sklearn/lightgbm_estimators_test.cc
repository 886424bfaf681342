// What pickled estimators of LightGBM are read as, and refused for. Their answers are compared with the
// library's in golden/.
#include "format/sklearn/record_test.h"
#include "model/stages/decide.h"
#include "model/stages/link.h"
#include "model/stages/lookup.h"

namespace slipway::format::sklearn {
namespace {

class LightgbmEstimators : public Records {};

const std::string kPackage = "lightgbm.sklearn.";

std::string text_model(const std::string& header, int trees = 1) {
  std::string text = "tree\nversion=v3\nmax_feature_idx=1\nfeature_names=a b\n" + header + "\n\n";
  for (int t = 0; t < trees; ++t)
    text += fmt::format("Tree={}\nnum_leaves=1\nleaf_value={}\n\n", t, t + 1);
  return text + "end of trees\n";
}
const std::string kLine = "feature_infos=[0:1] [0:1]\nobjective=regression";
const std::string kTwo = "feature_infos=[0:1] [0:1]\nobjective=binary sigmoid:1";
const std::string kThree =
    "num_class=3\nnum_tree_per_iteration=3\nfeature_infos=[0:1] [0:1]\nobjective=multiclass "
    "num_class:3";

std::string bytes(const std::string& text) {
  return "B" + bytes_of<std::uint32_t>({static_cast<std::uint32_t>(text.size())}) + text;
}
std::string booster(const std::string& text, const std::string& more = "") {
  return is("_Booster", object("lightgbm.basic.Booster", is("handle", bytes(text)) + more));
}

TEST_F(LightgbmEstimators, RegressorsAndRankers) {
  for (const char* name : {"LGBMRegressor", "LGBMRanker"}) {
    const auto made = emitted(kPackage + name, booster(text_model(kLine)));
    ASSERT_TRUE(made.ok()) << made.status().text();
    EXPECT_TRUE(made->predict && made->margin && made->leaves);
    EXPECT_FALSE(made->classes || made->predict_is_vector);
  }
}

TEST_F(LightgbmEstimators, TwoClassesAndMore) {
  const std::string name = kPackage + "LGBMClassifier";
  const auto two = emitted(name, booster(text_model(kTwo)) + is("_classes", labels({3, 4})));
  ASSERT_TRUE(two.ok()) << two.status().text();
  EXPECT_EQ(two->classes->number, (std::vector<double>{3, 4}));
  EXPECT_EQ(width(*two->proba), 2u);
  EXPECT_FALSE(two->predict_is_vector || two->margin_is_vector);
  EXPECT_EQ(op<model::Decide>("predict")->threshold, 0.5);
  EXPECT_EQ(op<model::Link>("proba")->kind, model::LinkKind::kOneMinus);
  const auto three =
      emitted(name, booster(text_model(kThree, 3)) + is("_classes", labels({3, 4, 5})));
  ASSERT_TRUE(three.ok()) << three.status().text();
  EXPECT_EQ(width(*three->proba), 3u);
  EXPECT_FALSE(three->predict_is_vector);
  EXPECT_TRUE(three->margin_is_vector);
  // Up to 2.0 they are called otherwise.
  EXPECT_EQ(refusal(name, booster(text_model(kTwo)) + is("classes", labels({3, 4}))), "");
  EXPECT_EQ(refusal(name, booster(text_model(kTwo)) + is("_classes", labels({3, 4, 5}))),
            "WRONG_SHAPE: 3 classes for 1 scores");
  EXPECT_EQ(refusal(name, booster(text_model(kTwo))),
            "MISSING_ATTRIBUTE: there is no attribute _classes");
}

// If training stopped early, the rounds up to the best count.
TEST_F(LightgbmEstimators, RoundsUpToTheBest) {
  const auto leaves = [&](int best) {
    const auto made = emitted(kPackage + "LGBMRegressor",
                              booster(text_model(kLine, 5), is("best_iteration", whole(best))));
    return made.ok() ? width(*made->leaves) : 0;
  };
  EXPECT_EQ(leaves(3), 3u);
  EXPECT_EQ(leaves(0), 5u);
  EXPECT_EQ(leaves(-1), 5u);
}

// pandas_categorical beside the text: of which column the values are.
TEST_F(LightgbmEstimators, CategoriesOfPandas) {
  const std::string text = text_model("feature_infos=[0:1] 0:1\nobjective=regression");
  const std::string categories =
      is("pandas_categorical", list_of({list_of({text_of("blue"), text_of("a \"quoted\" one")})}));
  ASSERT_EQ(refusal(kPackage + "LGBMRegressor", booster(text, categories)), "");
  EXPECT_EQ(builder_.features()[1].kind, data::Kind::kString);
  EXPECT_EQ(builder_.features()[1].categories,
            (std::vector<std::string>{"blue", "a \"quoted\" one"}));
  ASSERT_EQ(refusal(kPackage + "LGBMRegressor", booster(text, is("pandas_categorical", none()))),
            "");
  EXPECT_EQ(builder_.features()[1].kind, data::Kind::kFloat64);
}

// What the user computes is not in the file; the name of an objective is.
TEST_F(LightgbmEstimators, ObjectivesOfTheUsersOwn) {
  const std::string name = kPackage + "LGBMRegressor", all = booster(text_model(kLine));
  EXPECT_EQ(refusal(name, all + is("_objective", text_of("regression"))), "");
  for (const char* attribute : {"_objective", "_fobj", "fobj"}) {
    EXPECT_EQ(refusal(name, all + is(attribute, none())), "");
    EXPECT_EQ(refusal(name, all + is(attribute, "cuser\nloss\n")),
              "UNSUPPORTED_OPTION: lightgbm.sklearn.LGBMRegressor: an objective of the user's own "
              "(user.loss)");
  }
  EXPECT_EQ(refusal(kPackage + "LGBMClassifier", booster(text_model(kTwo)) +
                                                     is("_classes", labels({3, 4})) +
                                                     is("_objective", "cuser\nloss\n"))
                .substr(0, 18),
            "UNSUPPORTED_OPTION");
}

// LightGBM's own names for parameters become attributes, and are listed.
TEST_F(LightgbmEstimators, ParametersByOtherNames) {
  const std::string name = kPackage + "LGBMRegressor", all = booster(text_model(kLine));
  const std::string verbosity = is("verbosity", whole(-1));
  for (const char* listed : {"_other_params", "other_params"})
    EXPECT_EQ(
        refusal(name, all + verbosity + is(listed, dict_of({{text_of("verbosity"), whole(-1)}}))),
        "");
  EXPECT_EQ(
      refusal(name, all + verbosity),
      "UNKNOWN_ATTRIBUTE: lightgbm.sklearn.LGBMRegressor has the attribute verbosity (the int "
      "-1), which Slipway does not know");
}

TEST_F(LightgbmEstimators, ABoosterByItself) {
  const auto made = emitted("lightgbm.basic.Booster", is("_handle", bytes(text_model(kTwo))));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_FALSE(made->classes || made->proba);
  EXPECT_EQ(refusal("lightgbm.basic.Booster",
                    is("_handle", bytes(text_model(kTwo))) + is("set_", whole(1)))
                .substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

TEST_F(LightgbmEstimators, WhatDoesNotFitIsRefused) {
  const std::string name = kPackage + "LGBMRegressor";
  EXPECT_EQ(refusal(name, booster(text_model(kLine)), 3),
            "WRONG_SHAPE: the booster has 2 features, but is given 3");
  EXPECT_EQ(refusal(name, ""), "MISSING_ATTRIBUTE: there is no _Booster");
  EXPECT_NE(refusal(name, booster("tree\nversion=v3\n")), "");
}

}  // namespace
}  // namespace slipway::format::sklearn
