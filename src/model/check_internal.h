// What a stage must satisfy: used by ModelBuilder only.
#pragma once

#include <cstddef>
#include <vector>

#include "base/status.h"
#include "model/model.h"

namespace slipway::model {

// The block that `op` makes of `inputs`, or INVALID_ARGUMENT/BAD_MODEL.
base::Result<Block> check_stage(const Op& op, const Inputs& inputs);

// Whether `stage` reads column `column` of block 0 (through a Gather: only if it is named).
bool reads_input(const Stage& stage, std::size_t column);

}  // namespace slipway::model
