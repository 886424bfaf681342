// What an estimator of XGBoost, LightGBM or CatBoost says of itself through the booster that it holds: unlike
// scikit-learn's own, it keeps the names of its columns there. One thread.
#pragma once

#include <string>
#include <vector>

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

struct BoosterSays {
  std::string library, version;
  std::vector<std::string> names;  // one a column
  bool names_known = false;
};

// A Booster, or an estimator of the three libraries.
bool holds_booster(Ref estimator);
// REQUIRES: holds_booster().
base::Result<BoosterSays> booster_says(Ref estimator);

// The record of the Booster, and the saved model in it.
base::Result<Ref> booster_of(Ref estimator);
base::Result<std::string_view> handle_of(Ref booster);

// The bytes of the .cbm file that an estimator of CatBoost holds.
base::Result<std::string_view> catboost_model_of(Ref estimator);

// Tells text columns to be text, with the categories that the booster knows. ABORTED/READ_AGAIN.
base::Status expect_features(Context& context, const Value& in,
                             const std::vector<model::Feature>& features);

}  // namespace slipway::format::sklearn
