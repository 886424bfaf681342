// The adapters there are, by file. Each converts one family of estimators; adapters.cc maps class
// names to them.
#pragma once

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

// sklearn_pipeline.cc
base::Result<Emitted> convert_pipeline(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> convert_column_transformer(Context& context, Attributes& state,
                                                 const Value& in);
base::Result<Emitted> convert_function_transformer(Context& context, Attributes& state,
                                                   const Value& in);
// sklearn_scale.cc
base::Result<Emitted> convert_standard_scaler(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> convert_simple_imputer(Context& context, Attributes& state, const Value& in);
// sklearn_encoders.cc
base::Result<Emitted> convert_one_hot_encoder(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> convert_ordinal_encoder(Context& context, Attributes& state, const Value& in);
// sklearn_linear.cc
base::Result<Emitted> convert_logistic_regression(Context& context, Attributes& state,
                                                  const Value& in);
base::Result<Emitted> convert_linear_regression(Context& context, Attributes& state,
                                                const Value& in);
// sklearn_trees.cc
base::Result<Emitted> convert_tree_classifier(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> convert_tree_regressor(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> convert_forest_classifier(Context& context, Attributes& state,
                                                const Value& in);
base::Result<Emitted> convert_forest_regressor(Context& context, Attributes& state,
                                               const Value& in);
// sklearn_hist_gradient_boosting.cc
base::Result<Emitted> convert_hist_classifier(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> convert_hist_regressor(Context& context, Attributes& state, const Value& in);

// xgboost_estimators.cc
base::Result<Emitted> convert_xgb_classifier(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> convert_xgb_regressor(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> convert_xgb_booster(Context& context, Attributes& state, const Value& in);
// lightgbm_estimators.cc
base::Result<Emitted> convert_lgbm_classifier(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> convert_lgbm_regressor(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> convert_lgbm_booster(Context& context, Attributes& state, const Value& in);

}  // namespace slipway::format::sklearn
