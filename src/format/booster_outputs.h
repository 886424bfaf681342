// What a booster's own file answers, under the names that all of them share: predict, predict_proba,
// predict_log_proba, margin, leaf. Filled by format_<booster>.cc. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/model_builder.h"

namespace slipway::format {

struct BoosterOutputs {
  model::ValueId predict = 0;
  bool predict_is_vector = false;
  std::optional<model::Labels> classes;  // predict is an index into them
  std::vector<std::string> predict_columns;
  std::optional<model::ValueId> proba, log_proba;
  std::vector<std::string> proba_columns;
  model::ValueId margin = 0;
  bool margin_is_vector = false;
  std::vector<std::string> margin_columns;
  std::optional<model::ValueId> leaf;
};

// Adds those that there are, predict first.
base::Status declare(const BoosterOutputs& outputs, model::ModelBuilder& builder);

}  // namespace slipway::format
