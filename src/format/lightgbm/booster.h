// A LightGBM booster as stages, from its text: used by format_lightgbm.cc, and by readers of
// pickles that hold one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "model/model_builder.h"

namespace slipway::format::lightgbm {

struct Booster {
  model::ValueId margin = 0;    // raw scores: one column, or one a class
  model::ValueId response = 0;  // what Booster.predict returns
  std::uint32_t classes = 1;    // columns of both
  std::string objective;  // "binary", "multiclass", "regression", …; empty if it was the user's own
};

struct BoosterInfo {
  std::vector<model::Feature> features;
  bool names_known = false;  // false: LightGBM's own Column_0, Column_1, …
  std::string version;       // "v4"
};

// What a pickled Booster adds to its text.
struct Beside {
  std::size_t iterations = 0;           // only the first so many count; 0: all
  std::string_view pandas_categorical;  // JSON, if the text has none
};

// What the header says, before any stage.
base::Result<BoosterInfo> booster_info(std::string_view text, const Beside& beside = {});

// Adds stages that read the columns of block `in`, one a feature. Features that pandas called
// categories must be text or numbers as booster_info says; they are mapped to codes here.
base::Result<Booster> add_booster(model::ModelBuilder& builder, model::ValueId in,
                                  std::string_view text, const std::string& name,
                                  const Beside& beside = {});

}  // namespace slipway::format::lightgbm
