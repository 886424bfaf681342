#include "format/booster_outputs.h"

namespace slipway::format {

base::Status declare(const BoosterOutputs& outputs, model::ModelBuilder& builder) {
  SLIPWAY_TRY(builder.output({.name = "predict",
                              .value = outputs.predict,
                              .scalar = !outputs.predict_is_vector,
                              .labels = outputs.classes,
                              .columns = outputs.predict_columns}));
  const auto vector = [&](const char* name, const std::optional<model::ValueId>& value,
                          const std::vector<std::string>& columns) {
    if (!value) return base::Status();
    return builder.output(
        {.name = name, .value = *value, .scalar = false, .labels = {}, .columns = columns});
  };
  SLIPWAY_TRY(vector("predict_proba", outputs.proba, outputs.proba_columns));
  SLIPWAY_TRY(vector("predict_log_proba", outputs.log_proba, outputs.proba_columns));
  SLIPWAY_TRY(builder.output({.name = "margin",
                              .value = outputs.margin,
                              .scalar = !outputs.margin_is_vector,
                              .labels = {},
                              .columns = outputs.margin_columns}));
  return vector("leaf", outputs.leaf, {});
}

}  // namespace slipway::format
