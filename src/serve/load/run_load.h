// One load from begin to end: warm-up, window, and what the server says of it meanwhile.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "serve/load/load.h"
#include "serve/load/phases.h"
#include "serve/load/target.h"

namespace slipway::serve {

struct LoadRun {
  std::string model;  // whose statistics are asked for; empty: nobody's
  std::span<const LoadRequest> requests;
  AnswerCheck check;  // may be empty
  LoadPlan plan;
};

struct LoadProgress {
  std::uint64_t done = 0;  // requests
  bool warms_up = false;
  base::Duration elapsed{}, whole{};
};

struct LoadOutcome {
  LoadReport report;
  std::optional<Phases> phases;  // of the window, to a tenth of a second or so
};

// Calls `progress` a few times a second, from the calling thread. `stop` ends it early, with what there is. Fails as
// Target::drive() does.
base::Result<LoadOutcome> run_load(Target& target, const LoadRun& run,
                                   const std::atomic<bool>& stop,
                                   const std::function<void(const LoadProgress&)>& progress);

}  // namespace slipway::serve
