// A LightGBM objective: how raw scores become what predict returns.
#pragma once

#include <string>

#include "base/status.h"
#include "format/lightgbm/text.h"
#include "model/stage.h"
#include "model/stages/link.h"

namespace slipway::format::lightgbm {

struct Objective {
  std::string name;  // empty: none, or the user's own
  model::Link link;  // kIdentity: raw scores
};

// "objective=binary sigmoid:1". UNIMPLEMENTED/UNSUPPORTED_OPTION names one that is not known.
base::Result<Objective> parse_objective(const Section& header);

}  // namespace slipway::format::lightgbm
