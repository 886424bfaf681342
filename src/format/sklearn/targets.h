// Classes of one or several targets, and of which of them each learned row is. One thread.
#pragma once

#include <cstdint>
#include <vector>

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

struct Targets {
  bool several = false;                              // classes_ is a list
  std::vector<model::Labels> labels;                 // by target
  std::vector<std::vector<std::uint32_t>> class_of;  // by target and row
};

// classes_ and _y: an index for each row, a column a target.
base::Result<Targets> read_targets(Attributes& state);

}  // namespace slipway::format::sklearn
