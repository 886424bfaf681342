#include "format/catboost/model_file.h"

#include <gtest/gtest.h>

#include "format/catboost/model_test.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::format::catboost {
namespace {

struct Added {
  model::ModelBuilder builder;
  base::Result<Answers> answers = base::internal("UNSET", "");
};

std::unique_ptr<Added> add(const std::string& text, const Asked& asked = {}) {
  auto added = std::make_unique<Added>();
  const auto file = ModelFile::parse(text);
  if (!file.ok()) return added->answers = file.status(), std::move(added);
  added->builder.inputs(file->features(), file->names_known());
  added->answers = file->add(added->builder, 0, asked, "m");
  return added;
}

TEST(CatBoostModelFile, FeaturesAreInTheOrderOfTheColumns) {
  const auto file = ModelFile::parse(small_model());
  ASSERT_TRUE(file.ok()) << file.status().text();
  EXPECT_TRUE(file->names_known());
  EXPECT_EQ(file->features()[0].name, "age");
  EXPECT_EQ(file->features()[1].kind, data::Kind::kString);
  EXPECT_TRUE(file->features()[1].whole_numbers);
  EXPECT_FALSE(file->features()[0].whole_numbers);
  const auto swapped = ModelFile::parse(
      replaced(replaced(small_model(), "\"flat_feature_index\":0", "\"flat_feature_index\":3"),
               "\"age\"", "\"3\""));
  ASSERT_TRUE(swapped.ok()) << swapped.status().text();
  EXPECT_EQ(swapped->features().size(), 4u);
  EXPECT_EQ(swapped->features()[2].name, "2");
}

TEST(CatBoostModelFile, NumbersAreNoNames) {
  const auto file =
      ModelFile::parse(replaced(replaced(small_model(), "\"age\"", "\"0\""), "\"city\"", "\"\""));
  ASSERT_TRUE(file.ok());
  EXPECT_FALSE(file->names_known());
}

TEST(CatBoostModelFile, ColumnsThatDoNotFitAreRefused) {
  for (const char* flat : {"1", "-1", "900000"})
    EXPECT_FALSE(ModelFile::parse(replaced(small_model(), "\"flat_feature_index\":0",
                                           std::string("\"flat_feature_index\":") + flat))
                     .ok());
}

TEST(CatBoostModelFile, ScaleAndBias) {
  const auto plain = add(small_model());
  ASSERT_TRUE(plain->answers.ok()) << plain->answers.status().text();
  EXPECT_TRUE(plain->answers->leaf.has_value());
  const auto scaled = add(replaced(small_model(), "[1,[0.25]]", "[2,[0.25]]"));
  ASSERT_TRUE(scaled->answers.ok()) << scaled->answers.status().text();
  EXPECT_EQ(scaled->answers->margin, plain->answers->margin + 1);
  EXPECT_FALSE(add(replaced(small_model(), "[1,[0.25]]", "[2,[1,2]]"))->answers.ok());
}

TEST(CatBoostModelFile, TreesThatThereAreNot) {
  Asked asked;
  asked.trees = model::Iterations{0, 2};
  EXPECT_STREQ(add(small_model(), asked)->answers.status().reason(), "OUT_OF_RANGE");
  asked.trees = model::Iterations{1, 0};
  EXPECT_STREQ(add(small_model(), asked)->answers.status().reason(), "OUT_OF_RANGE");
  asked.trees = model::Iterations{0, 1};
  EXPECT_TRUE(add(small_model(), asked)->answers.ok());
}

}  // namespace
}  // namespace slipway::format::catboost
