#include "serve/load/run_load.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace slipway::serve {
namespace {

constexpr base::Duration kLook = std::chrono::milliseconds(100);

}  // namespace

base::Result<LoadOutcome> run_load(Target& target, const LoadRun& run,
                                   const std::atomic<bool>& stop,
                                   const std::function<void(const LoadProgress&)>& progress) {
  SLIPWAY_TRY(target.prepare(run.requests));
  const base::Clock& clock = base::system_clock();
  const base::TimePoint begin = clock.now();
  const base::TimePoint counts = begin + run.plan.warm_up, ends = counts + run.plan.duration;
  Load load(run.plan, run.requests.size(), begin);
  base::Status status;
  std::atomic<bool> over{false};
  std::thread sender([&] {
    status = target.drive(run.check, load, stop);
    over = true;
  });
  const auto look = [&] {
    return run.model.empty() ? std::optional<Phases>() : ask_phases(target, run.model);
  };
  std::optional<Phases> before, after;
  bool looked_before = false, looked_after = false;
  while (!over) {
    const base::TimePoint now = clock.now();
    if (now >= counts && !std::exchange(looked_before, true)) before = look();
    if (now >= ends && !std::exchange(looked_after, true)) after = look();
    progress({load.done(), now < counts, now - begin, ends - begin});
    const base::TimePoint next = std::min(now < counts ? counts
                                          : now < ends ? ends
                                                       : base::kNever,
                                          now + kLook);
    clock.sleep(std::max(next - clock.now(), base::Duration(1)));
  }
  sender.join();
  if (!status.ok()) return status;
  if (looked_before && !looked_after) after = look();  // it was stopped
  LoadOutcome outcome{.report = std::move(load.report())};
  if (before && after) outcome.phases = *after - *before;
  return outcome;
}

}  // namespace slipway::serve
