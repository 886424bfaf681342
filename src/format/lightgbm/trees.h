// The trees of a LightGBM model as one Forest.
#pragma once

#include "base/status.h"
#include "format/lightgbm/text.h"
#include "model/stage.h"

namespace slipway::format::lightgbm {

// One a class.
base::Result<std::uint32_t> trees_per_iteration(const TextModel& text);

// Tree t adds to class t % trees_per_iteration().
base::Result<model::Forest> read_trees(const TextModel& text, std::uint32_t features);

}  // namespace slipway::format::lightgbm
