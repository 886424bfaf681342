#include <limits>

#include <gtest/gtest.h>

#include "format/format.h"
#include "format/one_file_test.h"
#include "format/xgboost/model_test.h"
#include "model/stages/decide.h"

namespace slipway::format {
namespace {

using xgboost::replaced;
using xgboost::small_model;

TEST(FormatXgboost, IsFoundByItsBytes) {
  for (const std::string& bytes : {small_model(), " \n" + small_model()}) {
    const auto model = read_model(OneFile(bytes));
    ASSERT_TRUE(model.ok()) << model.status().text();
    EXPECT_EQ((*model)->about().title, "Booster(reg:squarederror)");
    EXPECT_EQ((*model)->about().library_version, "2.0.3");
    EXPECT_NE((*model)->output("margin"), nullptr);
  }
  EXPECT_STREQ(read_model(OneFile("{\"rows\":[]}")).status().reason(), "UNKNOWN_FORMAT");
  EXPECT_STREQ(read_model(OneFile("binf....")).status().reason(), "TRUNCATED");
}

TEST(FormatXgboost, AnswersAsTheEstimatorThatSavedIt) {
  const auto saved_by = [](const char* wrote) {
    const std::string model =
        replaced(replaced(small_model(), "reg:squarederror", "binary:logistic"),
                 "\"base_score\":\"0E0\"", "\"base_score\":\"5E-1\"");
    return read_model(
        OneFile(replaced(model, "\"attributes\":{}",
                         std::string("\"attributes\":{\"scikit_learn\":\"") + wrote + "\"}")));
  };
  const auto classifier = saved_by(R"({\"_estimator_type\": \"classifier\"})");
  ASSERT_TRUE(classifier.ok()) << classifier.status().text();
  EXPECT_EQ((*classifier)->about().title, "XGBClassifier(binary:logistic)");
  EXPECT_NE((*classifier)->output("predict_proba"), nullptr);
  const auto older =
      saved_by(R"({\"type\": \"XGBClassifier\", \"missing\": NaN, \"classes_\": [3, 7]})");
  ASSERT_TRUE(older.ok()) << older.status().text();
  EXPECT_EQ((*older)->output("predict")->labels->text[1], "7");
  const auto regressor = saved_by(R"({\"_estimator_type\": \"regressor\"})");
  ASSERT_TRUE(regressor.ok());
  EXPECT_EQ((*regressor)->output("predict_proba"), nullptr);
  EXPECT_FALSE(saved_by("{").ok());
}

// Its one score may be beyond any threshold; the class is 0 all the same.
TEST(FormatXgboost, SoftmaxOfOneClassHasOneAnswer) {
  const auto model = read_model(OneFile(
      replaced(replaced(small_model(), "\"num_class\":\"0\"", "\"num_class\":\"1\""),
               "{\"name\":\"reg:squarederror\"}",
               R"({"name":"multi:softmax","softmax_multiclass_param":{"num_class":"1"}})")));
  ASSERT_TRUE(model.ok()) << model.status().text();
  const model::Output& predict = *(*model)->output("predict");
  EXPECT_EQ(predict.labels->text, std::vector<std::string>{"0"});
  const auto& decide = *(*model)->stages()[predict.value - 1].op.as<model::Decide>();
  EXPECT_EQ(decide.threshold, std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace slipway::format
