// What is asked of an XGBoost model: the answers of Booster.predict, or of XGBClassifier and the
// like. Used by format_xgboost.cc and by the adapters of pickled estimators.
#pragma once

#include <optional>
#include <string>

#include "format/xgboost/booster.h"
#include "model/model_builder.h"

namespace slipway::format::xgboost {

enum class Role : std::uint8_t {
  kBooster,  // predict is the response; every round counts; a DMatrix refuses infinite values (from 1.4 on)
  kRegressor,   // predict is the response, of the rounds up to best_iteration
  kClassifier,  // predict is a class, predict_proba the response
};

struct Answers {
  model::ValueId predict = 0;
  std::optional<model::Labels> classes;  // predict is an index into them
  std::optional<model::ValueId> proba;
  model::ValueId margin = 0;
  std::optional<model::ValueId> leaf;  // as pred_leaf and apply(): a node of each tree
  bool vector = false;                 // several outputs: margin, and predict unless it is a class
};

struct Asked {
  Role role = Role::kBooster;
  std::optional<model::Labels> classes;  // of a classifier, if it does not count them from 0
  double missing = std::numeric_limits<double>::quiet_NaN();
  std::optional<Rounds> rounds;  // else all, or of an estimator those up to best_iteration
};

// What a caller asked for, if anything.
std::optional<Rounds> rounds_of(const std::optional<model::Iterations>& iterations);

base::Result<Answers> add_answers(model::ModelBuilder& builder, const BoosterFile& file,
                                  model::ValueId in, const Asked& asked, const std::string& name);

// "40 of 100 rounds count": what a person should know of best_iteration; empty if it changes nothing.
std::string note_of_best(const BoosterInfo& info, Role role);

}  // namespace slipway::format::xgboost
