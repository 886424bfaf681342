// The adapters there are: <library>_<module>.cc exports <library>_<module>_adapters(), a list of what
// it converts. To add a module is one ADAPTERS line; to add a class, one entry of its file's list.
#pragma once

#include <vector>

#include "format/sklearn/adapter.h"

// clang-format off
#define ALL_ADAPTERS \
  ADAPTERS(catboost_estimators) \
  ADAPTERS(category_encoders) \
  ADAPTERS(imblearn) \
  ADAPTERS(lightgbm_estimators) \
  ADAPTERS(mlxtend) \
  ADAPTERS(sklearn2pmml_decoration) \
  ADAPTERS(sklearn2pmml_preprocessing) \
  ADAPTERS(sklearn2pmml_preprocessing_lookup) \
  ADAPTERS(sklearn2pmml_preprocessing_spline) \
  ADAPTERS(sklearn2pmml_preprocessing_text) \
  ADAPTERS(sklearn2pmml_preprocessing_time) \
  ADAPTERS(sklearn_calibration) \
  ADAPTERS(sklearn_cluster) \
  ADAPTERS(sklearn_compose) \
  ADAPTERS(sklearn_covariance) \
  ADAPTERS(sklearn_cross_decomposition) \
  ADAPTERS(sklearn_decomposition) \
  ADAPTERS(sklearn_discriminant_analysis) \
  ADAPTERS(sklearn_dummy) \
  ADAPTERS(sklearn_decomposition_kernel) \
  ADAPTERS(sklearn_ensemble_bagging) \
  ADAPTERS(sklearn_ensemble_forest) \
  ADAPTERS(sklearn_ensemble_gradient_boosting) \
  ADAPTERS(sklearn_ensemble_hist_gradient_boosting) \
  ADAPTERS(sklearn_ensemble_isolation_forest) \
  ADAPTERS(sklearn_ensemble_voting) \
  ADAPTERS(sklearn_ensemble_weight_boosting) \
  ADAPTERS(sklearn_feature_extraction_dict) \
  ADAPTERS(sklearn_feature_extraction_text) \
  ADAPTERS(sklearn_feature_selection) \
  ADAPTERS(sklearn_frozen) \
  ADAPTERS(sklearn_gaussian_process) \
  ADAPTERS(sklearn_impute) \
  ADAPTERS(sklearn_impute_neighbours) \
  ADAPTERS(sklearn_isotonic) \
  ADAPTERS(sklearn_kernel_approximation) \
  ADAPTERS(sklearn_kernel_ridge) \
  ADAPTERS(sklearn_linear_model) \
  ADAPTERS(sklearn_linear_model_classifiers) \
  ADAPTERS(sklearn_mixture) \
  ADAPTERS(sklearn_model_selection) \
  ADAPTERS(sklearn_multiclass) \
  ADAPTERS(sklearn_multioutput) \
  ADAPTERS(sklearn_naive_bayes) \
  ADAPTERS(sklearn_neighbors) \
  ADAPTERS(sklearn_neighbors_others) \
  ADAPTERS(sklearn_neural_network) \
  ADAPTERS(sklearn_pandas) \
  ADAPTERS(sklearn_pipeline) \
  ADAPTERS(sklearn_preprocessing_basis) \
  ADAPTERS(sklearn_preprocessing_distribution) \
  ADAPTERS(sklearn_preprocessing_encoders) \
  ADAPTERS(sklearn_preprocessing_function) \
  ADAPTERS(sklearn_preprocessing_label) \
  ADAPTERS(sklearn_preprocessing_scale) \
  ADAPTERS(sklearn_semi_supervised) \
  ADAPTERS(sklearn_semi_supervised_labels) \
  ADAPTERS(sklearn_svm) \
  ADAPTERS(sklearn_tree) \
  ADAPTERS(sklego) \
  ADAPTERS(xgboost_estimators)
// clang-format on

namespace slipway::format::sklearn {

#define ADAPTERS(module) std::vector<Adapter> module##_adapters();
ALL_ADAPTERS
#undef ADAPTERS

}  // namespace slipway::format::sklearn
