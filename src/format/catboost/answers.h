// From raw scores to what CatBoost's classes answer.
//
// Source: CatBoost catboost/libs/eval_result/eval_helpers.cpp, PrepareEval, and core.py.
#pragma once

#include <optional>
#include <string>

#include "format/catboost/model_file.h"

namespace slipway::format::catboost {

struct Parts {
  model::ValueId margin = 0;
  std::optional<model::ValueId> leaf;
};

base::Result<Answers> answer(model::ModelBuilder& builder, const Info& info, Role role,
                             const Parts& parts, const std::string& name);

}  // namespace slipway::format::catboost
