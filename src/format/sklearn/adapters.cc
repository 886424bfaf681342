#include "format/sklearn/adapters.h"

#include <map>

namespace slipway::format::sklearn {

// A class has had several homes: those before scikit-learn 0.22 have no underscore.
Adapter find_adapter(std::string_view class_name) {
  static const std::map<std::string_view, Adapter> kAdapters = {
      {"sklearn.pipeline.Pipeline", convert_pipeline},
      {"sklearn.compose._column_transformer.ColumnTransformer", convert_column_transformer},
      {"sklearn.preprocessing._function_transformer.FunctionTransformer",
       convert_function_transformer},
      {"sklearn.preprocessing._data.StandardScaler", convert_standard_scaler},
      {"sklearn.preprocessing.data.StandardScaler", convert_standard_scaler},
      {"sklearn.impute._base.SimpleImputer", convert_simple_imputer},
      {"sklearn.impute.SimpleImputer", convert_simple_imputer},
      {"sklearn.preprocessing._encoders.OneHotEncoder", convert_one_hot_encoder},
      {"sklearn.preprocessing._encoders.OrdinalEncoder", convert_ordinal_encoder},
      {"sklearn.linear_model._logistic.LogisticRegression", convert_logistic_regression},
      {"sklearn.linear_model.logistic.LogisticRegression", convert_logistic_regression},
      {"sklearn.linear_model._base.LinearRegression", convert_linear_regression},
      {"sklearn.linear_model.base.LinearRegression", convert_linear_regression},
      {"sklearn.tree._classes.DecisionTreeClassifier", convert_tree_classifier},
      {"sklearn.tree._classes.DecisionTreeRegressor", convert_tree_regressor},
      {"sklearn.tree._classes.ExtraTreeClassifier", convert_tree_classifier},
      {"sklearn.tree._classes.ExtraTreeRegressor", convert_tree_regressor},
      {"sklearn.tree.tree.DecisionTreeClassifier", convert_tree_classifier},
      {"sklearn.tree.tree.DecisionTreeRegressor", convert_tree_regressor},
      {"sklearn.ensemble._forest.RandomForestClassifier", convert_forest_classifier},
      {"sklearn.ensemble._forest.RandomForestRegressor", convert_forest_regressor},
      {"sklearn.ensemble._forest.ExtraTreesClassifier", convert_forest_classifier},
      {"sklearn.ensemble._forest.ExtraTreesRegressor", convert_forest_regressor},
      {"sklearn.ensemble.forest.RandomForestClassifier", convert_forest_classifier},
      {"sklearn.ensemble.forest.RandomForestRegressor", convert_forest_regressor},
      {"sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
       convert_hist_classifier},
      {"sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor",
       convert_hist_regressor},
      {"xgboost.sklearn.XGBClassifier", convert_xgb_classifier},
      {"xgboost.sklearn.XGBRFClassifier", convert_xgb_classifier},
      {"xgboost.sklearn.XGBRegressor", convert_xgb_regressor},
      {"xgboost.sklearn.XGBRFRegressor", convert_xgb_regressor},
      {"xgboost.sklearn.XGBRanker", convert_xgb_regressor},
      {"xgboost.core.Booster", convert_xgb_booster},
      {"lightgbm.sklearn.LGBMClassifier", convert_lgbm_classifier},
      {"lightgbm.sklearn.LGBMRegressor", convert_lgbm_regressor},
      {"lightgbm.sklearn.LGBMRanker", convert_lgbm_regressor},
      {"lightgbm.basic.Booster", convert_lgbm_booster},
  };
  const auto it = kAdapters.find(class_name);
  return it == kAdapters.end() ? nullptr : it->second;
}

}  // namespace slipway::format::sklearn
