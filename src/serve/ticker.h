// Ticker: the clock of requests that wait for each other, for a door without an event loop of its own
// (gRPC's threads are its own business; HTTP's loops tick by themselves). A thread that sleeps until it is
// told of something to do.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "serve/models.h"

namespace slipway::serve {

class Ticker {
 public:
  explicit Ticker(const ServedModels& models);  // REQUIRES: models outlives it
  ~Ticker();

  // Any thread: after a request of a model that batches was started.
  void note(const ServedModel& model);

 private:
  void run();

  const ServedModels& models_;
  std::mutex mutex_;
  std::condition_variable wake_;
  base::TimePoint due_ = base::kNever;  // guarded by mutex_
  bool stop_ = false;                   // guarded by mutex_
  std::thread thread_;
};

// When a path of these models has something to do, and doing it. Of models that do not batch none has.
base::TimePoint due_at(const ServedModels& models);
void tick(const ServedModels& models);

}  // namespace slipway::serve
