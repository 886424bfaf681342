// Queues: the queues of one home, each opened once and shared by all who use it. Any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/env.h"
#include "base/status.h"
#include "queue/queue.h"

namespace slipway::queue {

class Queues {
 public:
  // REQUIRES: env and clock outlive this. `folder` need not exist yet.
  Queues(base::Env& env, const base::Clock& clock, std::string folder);
  ~Queues();

  base::Status create(const std::string& name, const QueueOptions& options);
  // NOT_FOUND/NO_QUEUE names those there are. The queue lives as long as this.
  base::Result<Queue*> open(const std::string& name);
  base::Result<std::vector<std::string>> names();

 private:
  base::Env& env_;
  const base::Clock& clock_;
  const std::string folder_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Queue>> open_;  // guarded by mutex_
};

}  // namespace slipway::queue
