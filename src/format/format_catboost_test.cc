#include <gtest/gtest.h>

#include "format/catboost/model_test.h"
#include "format/format.h"
#include "format/one_file_test.h"

namespace slipway::format {
namespace {

using catboost::replaced;
using catboost::small_model;

TEST(FormatCatBoost, IsFoundByItsBytes) {
  for (const std::string& bytes :
       {small_model(), " \n" + small_model(), golden("catboost/nan_max-1.2.10/model.cbm")}) {
    const auto model = read_model(OneFile(bytes));
    ASSERT_TRUE(model.ok()) << model.status().text();
    EXPECT_EQ((*model)->about().format, "catboost");
    EXPECT_EQ((*model)->about().title, "CatBoostRegressor(RMSE)");
    EXPECT_NE((*model)->output("margin"), nullptr);
    EXPECT_NE((*model)->output("leaf"), nullptr);
  }
}

TEST(FormatCatBoost, AnswersAsTheClassOfItsLoss) {
  const auto model = read_model(OneFile(replaced(small_model(), "\"RMSE\"", "\"Logloss\"")));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->about().title, "CatBoostClassifier(Logloss)");
  EXPECT_EQ((*model)->output("predict_proba")->columns, (std::vector<std::string>{"0", "1"}));
  EXPECT_NE((*model)->output("predict_log_proba"), nullptr);
}

TEST(FormatCatBoost, BindsByPositionWithoutNames) {
  const auto model = read_model(OneFile(golden("catboost/no_names-1.2.10/model.cbm")));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_FALSE((*model)->signature().names_known);
  EXPECT_EQ((*model)->about().library_version, "1.2.10");
  EXPECT_EQ((*model)->about().notes.size(), 1u);
}

}  // namespace
}  // namespace slipway::format
