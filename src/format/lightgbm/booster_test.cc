#include "format/lightgbm/booster.h"

#include <gtest/gtest.h>

#include "model/stages/lookup.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::format::lightgbm {
namespace {

const std::string kLeaf = "num_leaves=1\nleaf_value=4\n\n";

std::string file(std::string_view header = "", std::string_view pandas = "[]", int trees = 1) {
  std::string text = "tree\nversion=v3\n" + std::string(header) + "\n";
  for (int t = 0; t < trees; ++t) text += "Tree=" + std::to_string(t) + "\n" + kLeaf;
  return text + "end of trees\n\npandas_categorical:" + std::string(pandas) + "\n";
}
const std::string kColumns = "max_feature_idx=1\nfeature_names=a b\nfeature_infos=[0:1] 0:1:2\n";

base::Result<Booster> add(const std::string& text, model::ModelBuilder& builder,
                          const Beside& beside = {}) {
  const auto file = BoosterFile::parse(text, beside);
  if (!file.ok()) return file.status();
  builder.inputs(file->info().features, file->info().names_known);
  return file->add(builder, 0, "booster");
}

base::Result<BoosterInfo> booster_info(const std::string& text, const Beside& beside = {}) {
  SLIPWAY_ASSIGN(const BoosterFile file, BoosterFile::parse(text, beside));
  return file.info();
}

std::string refusal(const std::string& text) {
  model::ModelBuilder builder;
  const auto booster = add(text, builder);
  return booster.ok() ? "" : booster.status().message();
}

TEST(LightgbmBooster, SaysItsVersionAndColumns) {
  const auto info = booster_info(file(kColumns));
  ASSERT_TRUE(info.ok()) << info.status().text();
  EXPECT_EQ(info->version, "v3");
  EXPECT_TRUE(info->names_known);
  EXPECT_EQ(info->features[1].name, "b");
  EXPECT_EQ(info->features[1].kind, data::Kind::kFloat64);
}

TEST(LightgbmBooster, NamesThatLightgbmMadeUpAreNoNames) {
  EXPECT_FALSE(
      booster_info(file("max_feature_idx=1\nfeature_names=Column_0 Column_1\n"))->names_known);
  EXPECT_TRUE(
      booster_info(file("max_feature_idx=1\nfeature_names=Column_1 Column_0\n"))->names_known);
}

TEST(LightgbmBooster, TheObjectiveTurnsScoresIntoTheResponse) {
  model::ModelBuilder builder;
  const auto booster = add(file(kColumns + "objective=binary sigmoid:2\n"), builder);
  ASSERT_TRUE(booster.ok()) << booster.status().text();
  EXPECT_EQ(booster->objective, "binary");
  EXPECT_EQ(booster->classes, 1u);
  EXPECT_EQ(booster->response, *booster->leaf + 1);
  model::ModelBuilder plain;
  const auto regression = add(file(kColumns + "objective=regression\n"), plain);
  ASSERT_TRUE(regression.ok());
  EXPECT_EQ(regression->response, regression->margin);
}

// Its raw score is the sum.
TEST(LightgbmBooster, ARandomForestAnswersWithTheMeanOverItsRounds) {
  model::ModelBuilder builder;
  const auto booster =
      add(file(kColumns + "average_output\nnum_tree_per_iteration=2\n", "[]", 6), builder);
  ASSERT_TRUE(booster.ok()) << booster.status().text();
  EXPECT_EQ(booster->classes, 2u);
  ASSERT_TRUE(builder.output({.name = "p", .value = booster->response, .scalar = false}).ok());
  const model::ModelPtr model = *std::move(builder).build();
  const auto& mean = *model->stages()[booster->response - 1].op.as<model::Scale>();
  EXPECT_EQ(mean.divisor, (std::vector<double>{3, 3}));
}

TEST(LightgbmBooster, OnlyTheFirstIterationsMayCount) {
  for (const auto& [iterations, trees] : {std::pair{0, 6}, {2, 4}, {3, 6}, {9, 6}}) {
    model::ModelBuilder builder;
    const auto booster = add(file(kColumns + "num_tree_per_iteration=2\n", "[]", 6), builder,
                             {.iterations = static_cast<std::size_t>(iterations)});
    ASSERT_TRUE(booster.ok());
    ASSERT_TRUE(builder.output({.name = "p", .value = booster->margin, .scalar = false}).ok());
    const model::ModelPtr model = *std::move(builder).build();
    EXPECT_EQ(model->stages()[0].op.as<model::TreeEnsemble>()->forest->roots.size(),
              static_cast<std::size_t>(trees));
  }
}

TEST(LightgbmBooster, PandasCategoriesBecomeCodes) {
  const std::string text = file(kColumns, R"([["x","y"]])");
  const auto info = booster_info(text);
  ASSERT_TRUE(info.ok()) << info.status().text();
  EXPECT_EQ(info->features[0].kind, data::Kind::kFloat64);
  EXPECT_EQ(info->features[1].kind, data::Kind::kString);
  EXPECT_EQ(info->features[1].categories, (std::vector<std::string>{"x", "y"}));
  model::ModelBuilder builder;
  const auto booster = add(text, builder);
  ASSERT_TRUE(booster.ok()) << booster.status().text();
  ASSERT_TRUE(builder.output({.name = "p", .value = booster->margin}).ok());
  const model::ModelPtr model = *std::move(builder).build();
  const auto& codes = *model->stages()[1].op.as<model::Ordinal>();
  EXPECT_EQ(codes.columns[0].code, (std::vector<double>{0, 1}));
  EXPECT_EQ(codes.columns[0].unknown, model::Unknown::kIgnore);
  EXPECT_NE(codes.columns[0].unknown_code, codes.columns[0].unknown_code);  // missing
}

TEST(LightgbmBooster, CategoriesMayBeNumbersOrTruths) {
  EXPECT_EQ(booster_info(file(kColumns, "[[3,1.5]]"))->features[1].kind, data::Kind::kFloat64);
  EXPECT_EQ(booster_info(file(kColumns, "[[false,true]]"))->features[1].kind, data::Kind::kFloat64);
  EXPECT_EQ(
      booster_info(file(kColumns, "null"), {.pandas_categorical = R"([["x"]])"})->features[1].kind,
      data::Kind::kString);
}

TEST(LightgbmBooster, WhatIsBrokenIsNamed) {
  EXPECT_EQ(refusal(file("feature_names=a\n")), "there is no max_feature_idx");
  EXPECT_EQ(refusal(file("max_feature_idx=-1\n")), "max_feature_idx is -1");
  EXPECT_EQ(refusal(file("max_feature_idx=100000\n")), "max_feature_idx is 100000");
  EXPECT_EQ(refusal(file("max_feature_idx=2\nfeature_names=a b\n")),
            "2 feature_names for 3 features");
  EXPECT_EQ(refusal(file(kColumns, "[[")), "pandas_categorical is not a JSON array");
  EXPECT_EQ(refusal(file(kColumns, "[1]")), "pandas_categorical is not an array of arrays");
  EXPECT_EQ(refusal(file(kColumns, "[[null]]")),
            "a pandas category that is neither text nor number");
  EXPECT_EQ(refusal(file(kColumns, R"([["a",1]])")),
            "a pandas column whose categories are both text and numbers");
  EXPECT_EQ(refusal(file(kColumns, R"([["a"],["b"]])")),
            "2 pandas categories, but 1 features with categories: which is which is not in the "
            "file");
  model::ModelBuilder narrow;
  narrow.inputs({{"a", data::Kind::kFloat64, {}}}, true);
  const std::string text = file(kColumns);
  EXPECT_EQ(BoosterFile::parse(text)->add(narrow, 0, "booster").status().message(),
            "the booster has 2 features, but is given 1");
}

}  // namespace
}  // namespace slipway::format::lightgbm
