// The trees of a LightGBM model as one Forest.
#pragma once

#include "base/status.h"
#include "format/lightgbm/text.h"
#include "model/stage.h"
#include "model/stages/forest.h"

namespace slipway::format::lightgbm {

// One a class; of whole rounds.
base::Result<std::uint32_t> trees_per_iteration(const TextFile& text);

// Trees [begin, end) of the file; tree t adds to class t % trees_per_iteration().
base::Result<model::Forest> read_trees(const TextFile& text, std::uint32_t features,
                                       std::size_t begin, std::size_t end);

}  // namespace slipway::format::lightgbm
