// What Treelite's GTIL answers, as stages: predict(), predict(pred_margin=True) and predict_leaf().
#pragma once

#include <optional>

#include "base/status.h"
#include "format/treelite/trees.h"
#include "model/model_builder.h"

namespace slipway::format::treelite {

struct Answers {
  model::ValueId predict = 0, margin = 0;
  std::optional<model::ValueId> leaf;  // the number of its node, of each tree
  bool predict_is_scalar = true, margin_is_scalar = true;
};

base::Result<Answers> add_answers(model::ModelBuilder& builder, const Header& header,
                                  const Columns& columns, Trees trees);

}  // namespace slipway::format::treelite
