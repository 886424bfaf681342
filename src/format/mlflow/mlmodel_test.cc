#include "format/mlflow/mlmodel.h"

#include <gtest/gtest.h>

#include "codec/yaml.h"

namespace slipway::format::mlflow {
namespace {

base::Result<MlModel> read(const std::string& yaml) {
  SLIPWAY_ASSIGN(const base::Value root, codec::parse_yaml(yaml, "MLmodel"));
  return read_mlmodel(root);
}

std::string refusal(const std::string& yaml) { return read(yaml).status().text(); }

TEST(MlModel, SaysWhichFileHoldsWhat) {
  const auto model = read(
      "artifact_path: churn\n"
      "flavors:\n"
      "  python_function: {loader_module: mlflow.xgboost, predict_fn: predict}\n"
      "  xgboost:\n"
      "    code: null\n"
      "    data: data/model.ubj\n"
      "    model_class: xgboost.sklearn.XGBClassifier\n"
      "    model_format: ubj\n"
      "    xgb_version: 2.0.3\n"
      "mlflow_version: 2.9.2\n"
      "model_uuid: 4a\n"
      "signature: {inputs: '[]', outputs: null}\n"
      "whatever: [1]\n");
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ(model->flavor, "xgboost");
  EXPECT_EQ(model->file, "data/model.ubj");
  EXPECT_EQ(model->library, "XGBoost");
  EXPECT_EQ(model->library_version, "2.0.3");
  EXPECT_EQ(model->model_class, "xgboost.sklearn.XGBClassifier");
  EXPECT_EQ(model->inputs, "[]");
  EXPECT_EQ(model->notes,
            (std::vector<std::string>{
                "an MLflow model of flavor xgboost in data/model.ubj, logged by MLflow 2.9.2",
                "artifact_path churn", "model_uuid 4a"}));
}

TEST(MlModel, EveryFlavorHasItsOwnKeys) {
  const auto sklearn = read(
      "flavors: {sklearn: {pickled_model: m.skops, sklearn_version: 1.0, serialization_format: "
      "skops}, python_function: {predict_fn: predict_proba}}");
  ASSERT_TRUE(sklearn.ok()) << sklearn.status().text();
  EXPECT_EQ(sklearn->file, "m.skops");
  EXPECT_EQ(sklearn->library_version, "1");  // YAML's 1.0 is a number
  EXPECT_EQ(sklearn->inputs, "");
  EXPECT_EQ(sklearn->notes.back(), "MLflow's own predict is predict_proba here");
  EXPECT_EQ(read("flavors: {lightgbm: {data: m.lgb, lgb_version: 4.3.0}}")->library, "LightGBM");
  const auto catboost = read(
      "flavors: {catboost: {data: m.cb, catboost_version: 1.2.3, save_format: cbm, model_type: "
      "CatBoost}}");
  EXPECT_EQ(catboost->library, "CatBoost");
  EXPECT_EQ(catboost->library_version, "1.2.3");
}

TEST(MlModel, NamesTheFlavorsThatItCanNotRead) {
  EXPECT_EQ(refusal("flavors:\n  onnx: {data: model.onnx}\n  python_function: {}\n"),
            "MLmodel:2:3: the model is of onnx, python_function (UNSUPPORTED_FLAVOR); what is read "
            "of MLflow are the flavors sklearn, xgboost, lightgbm, catboost");
  EXPECT_EQ(read("flavors: {}").status().message(), "the model is of no flavor");
}

TEST(MlModel, NoPathLeadsOut) {
  for (const char* path : {"../model.pkl", "/etc/passwd", "a/../../b", "a//b", "./m", "a/.", "..",
                           "\"a\\\\b\"", "\"m\\0\"", "a/"})
    EXPECT_STREQ(
        read(std::string("flavors: {sklearn: {pickled_model: ") + path + "}}").status().reason(),
        "OUTSIDE_FOLDER")
        << path;
  EXPECT_EQ(refusal("flavors: {sklearn: {pickled_model: ../m}}"),
            "MLmodel:1:36: pickled_model \"../m\" leads out of the model's folder "
            "(OUTSIDE_FOLDER)");
}

TEST(MlModel, WhatIsNotKnownOfAFlavorIsRefused) {
  EXPECT_EQ(refusal("flavors: {xgboost: {data: m, gpu: 1}}"),
            "MLmodel:1:35: the flavor xgboost has \"gpu\", of which nothing is known "
            "(UNKNOWN_ATTRIBUTE)");
  EXPECT_TRUE(read("flavors: {xgboost: {data: m, gpu: null, code: code}}").ok());
}

TEST(MlModel, RefusesWhatIsNoMlModel) {
  EXPECT_EQ(read("a: 1").status().message(), "there are no flavors");
  EXPECT_EQ(read("[1]").status().message(), "there are no flavors");
  EXPECT_EQ(read("flavors: 7").status().message(), "flavors is no map");
  EXPECT_EQ(read("flavors: {sklearn: 7}").status().message(), "the flavor sklearn is no map");
  EXPECT_EQ(read("flavors: {sklearn: {}}").status().message(),
            "the flavor sklearn has no pickled_model");
  EXPECT_EQ(read("flavors: {sklearn: {pickled_model: [a]}}").status().message(),
            "pickled_model is no text");
  EXPECT_EQ(read("flavors: {sklearn: {pickled_model: m}}\nsignature: 3").status().message(),
            "signature is no map");
}

TEST(MlModel, IsKnownByItsFlavors) {
  EXPECT_TRUE(looks_like_mlmodel("flavors:\n"));
  EXPECT_TRUE(looks_like_mlmodel("artifact_path: m\nflavors:\n  sklearn:\n"));
  EXPECT_FALSE(looks_like_mlmodel("models:\n  flavors: 1\n"));
}

}  // namespace
}  // namespace slipway::format::mlflow
