// What a pickled estimator of CatBoost is read as, and refused for.
#include <gtest/gtest.h>

#include "format/catboost/model_test.h"
#include "format/format.h"
#include "format/one_file_test.h"
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

// The record holds the model as text: what `__model` is in a pickle of protocol 0, were it JSON.
std::string pickled(const std::string& name, const std::string& model,
                    const std::string& more = {}) {
  std::string text = "\x80\x02X";
  for (int shift = 0; shift < 32; shift += 8) text += static_cast<char>(model.size() >> shift);
  return "\x80\x02" +
         object("catboost.core." + name, is("__model", text.substr(2) + model) + more) + ".";
}

base::Result<model::ModelPtr> read(const std::string& bytes) { return read_model(OneFile(bytes)); }

TEST(CatBoostEstimators, AnswerAsTheirClass) {
  const std::string poisson =
      catboost::replaced(catboost::small_model(), "\"RMSE\"", "\"Poisson\"");
  const auto regressor = read(pickled("CatBoostRegressor", poisson));
  ASSERT_TRUE(regressor.ok()) << regressor.status().text();
  EXPECT_EQ((*regressor)->about().library, "CatBoost");
  EXPECT_NE((*regressor)->output("predict")->value, (*regressor)->output("margin")->value);
  for (const char* name : {"CatBoost", "CatBoostRanker"}) {
    const auto plain = read(pickled(name, poisson));
    ASSERT_TRUE(plain.ok()) << plain.status().text();
    EXPECT_EQ((*plain)->output("predict")->value, (*plain)->output("margin")->value);
  }
  EXPECT_STREQ(read(pickled("CatBoostClassifier", poisson)).status().reason(),
               "UNSUPPORTED_OPTION");
}

TEST(CatBoostEstimators, TextColumnsAreTexts) {
  const auto model = read(pickled("CatBoost", catboost::small_model(), is("depth", whole(3))));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->signature().inputs[1].kind, data::Kind::kString);
  EXPECT_EQ((*model)->signature().inputs[1].name, "city");
}

TEST(CatBoostEstimators, AreRefusedByName) {
  EXPECT_STREQ(read("\x80\x02" + object("catboost.core.CatBoost", is("depth", whole(3))) + ".")
                   .status()
                   .reason(),
               "MISSING_ATTRIBUTE");
  EXPECT_STREQ(
      read(pickled("CatBoost", catboost::small_model(), is("made_up", whole(3)))).status().reason(),
      "UNKNOWN_ATTRIBUTE");
}

}  // namespace
}  // namespace slipway::format::sklearn
