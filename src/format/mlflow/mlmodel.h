// MLmodel: the YAML file by which a folder says that it is an MLflow model, of which library, and in
// which of its files (mlflow/models/model.py; flavors in mlflow/{sklearn,xgboost,lightgbm,catboost}).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "base/value.h"

namespace slipway::format::mlflow {

struct MlModel {
  std::string flavor;           // "sklearn"
  std::string file;             // the model's, in the same folder: "model.pkl", "data/model.xgb"
  std::string library;          // "scikit-learn"
  std::string library_version;  // empty if it does not say
  std::string model_class;  // "xgboost.sklearn.XGBClassifier", "CatBoost"; empty: it does not say
  std::string inputs;       // the signature's, as JSON; empty if there is no signature
  std::vector<std::string> notes;
};

// Whether these first bytes of a file are an MLmodel's.
bool looks_like_mlmodel(std::string_view head);

// Of what Slipway can't read UNIMPLEMENTED/UNSUPPORTED_FLAVOR, with the flavors there are; of a path
// that leads out of the folder INVALID_ARGUMENT/OUTSIDE_FOLDER.
base::Result<MlModel> read_mlmodel(const base::Value& root);

}  // namespace slipway::format::mlflow
