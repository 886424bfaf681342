// Phases: what a server says of the requests of a model that it has scored, and what they cost on the average. From
// the Open Inference Protocol's statistics, as Slipway and Triton have them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "serve/load/target.h"

namespace slipway::serve {

struct Phases {
  std::uint64_t requests = 0;
  // Of all these requests together.
  base::Duration whole{}, parse{}, queue{}, score{}, encode{};
};

// Of all versions; nothing from a server that has no such statistics.
std::optional<Phases> ask_phases(Target& target, const std::string& model);

// What was done between two looks; nothing if that was nothing, or the server was started anew.
std::optional<Phases> operator-(const Phases& after, const Phases& before);

}  // namespace slipway::serve
