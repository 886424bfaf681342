// An XGBoost objective: what base_score means, and how margins become what predict returns.
//
// Source: XGBoost src/objective/*.cc (PredTransform and ProbToMargin of each).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "model/stage.h"
#include "model/stages/link.h"

namespace slipway::format::xgboost {

struct Objective {
  std::string name;
  model::LinkKind link = model::LinkKind::kIdentity;
  model::LinkKind base =
      model::LinkKind::kIdentity;  // base_score is link(margin): kSigmoid, kExp or as it is
  bool predicts_class = false;     // multi:softmax: the index of the greatest
};

// As XGBoost `version` has it (10602 is 1.6.2). UNIMPLEMENTED/UNSUPPORTED_OPTION names one that is
// not known.
base::Result<Objective> find_objective(std::string_view name, int version);

// The margin of a base_score, in float32 step by step. INVALID_ARGUMENT/BAD_NUMBER if it has none.
base::Result<float> base_margin(const Objective& objective, float base_score);
// The margins of the base_scores of all outputs: those of expectiles are of their distances.
base::Result<std::vector<float>> base_margins(const Objective& objective,
                                              std::vector<float> base_scores);

}  // namespace slipway::format::xgboost
