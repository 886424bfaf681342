// What MLflow itself wrote is compared in doors/golden_test.cc on golden/mlflow; here is what goes
// wrong.
#include <gtest/gtest.h>

#include "format/format.h"
#include "format/one_file_test.h"

namespace slipway::format {
namespace {

const std::string kPickle = golden("sklearn/scaler_00-1.4.2/model.pkl");
const std::string kJson = golden("xgboost/one_leaf-2.0.3/model.json");

std::string refusal(std::string mlmodel, std::string name, std::string bytes) {
  return read_model(Files({{"MLmodel", std::move(mlmodel)}, {std::move(name), std::move(bytes)}}))
      .status()
      .text();
}

TEST(FormatMlflow, TheFileMustBeThereAndAModel) {
  EXPECT_EQ(refusal("flavors: {sklearn: {pickled_model: m.pkl}}", "a.pkl", kPickle),
            "MLmodel: m.pkl: there is none (NO_FILE)");
  EXPECT_EQ(refusal("flavors: {sklearn: {pickled_model: m.pkl}}", "m.pkl", "hello"),
            "MLmodel: m.pkl is no model file that Slipway knows (UNKNOWN_FORMAT); the formats are: "
            "catboost, lightgbm, mlflow, pickle, skops, treelite, xgboost");
  EXPECT_EQ(refusal("flavors: {sklearn: {pickled_model: MLmodel}}", "m.pkl", kPickle).substr(0, 40),
            "MLmodel: MLmodel is no model file that S");
}

TEST(FormatMlflow, AnotherClassThanTheFileHoldsWouldAnswerOtherwise) {
  EXPECT_EQ(refusal("flavors: {xgboost: {data: m, model_class: xgboost.sklearn.XGBClassifier}}",
                    "m", kJson),
            "MLmodel: the model is a XGBClassifier, but its file holds "
            "Booster(reg:squarederror) (UNSUPPORTED_OPTION); save the model with save_model of the "
            "same class");
  EXPECT_EQ(refusal("flavors: {xgboost: {data: m, model_class: xgboost.core.Booster}}", "m", kJson),
            "ok");
  const std::string classifier = golden("catboost/classifier-0.10.3/model.cbm");
  const auto as = [&](const char* type) {
    return refusal(std::string("flavors: {catboost: {data: m, model_type: ") + type + "}}", "m",
                   classifier);
  };
  EXPECT_EQ(as("CatBoostClassifier"), "ok");
  EXPECT_EQ(
      as("CatBoost").substr(0, 85),
      "MLmodel: the model is a CatBoost, but its file holds CatBoostClassifier(Logloss) (UNS");
  const std::string scores = golden("catboost/lossguide_rmse-1.2.10/model.cbm");
  EXPECT_EQ(refusal("flavors: {catboost: {data: m, model_type: CatBoost}}", "m", scores), "ok");
}

TEST(FormatMlflow, AnMlModelIsSmall) {
  EXPECT_NE(refusal("flavors:\n" + std::string(1u << 20, ' '), "m", kPickle).find("TOO_LARGE"),
            std::string::npos);
}

TEST(FormatMlflow, BrokenYamlIsNamedByItsPlace) {
  EXPECT_EQ(refusal("flavors:\n  sklearn: [\n", "m", kPickle).substr(0, 10), "MLmodel:3:");
}

TEST(FormatMlflow, TheSignatureCountsBesideTheModel) {
  const std::string columns = R"([{"name": "a", "type": "double"}, {"name": "b", "type": "text"}])";
  EXPECT_EQ(
      refusal("flavors: {sklearn: {pickled_model: m}}\nsignature: {inputs: '" + columns + "'}", "m",
              kPickle)
          .substr(0, 45),
      "MLmodel: signature.inputs: column \"b\" is text");
}

}  // namespace
}  // namespace slipway::format
