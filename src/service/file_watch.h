// FileWatch: small files that are read again when they change. What can't be read changes nothing, and the log says
// why. A file that is being written changes between two looks: it is read when it no longer does.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/status.h"

namespace slipway::service {

class FileWatch {
 public:
  using Load = std::function<base::Status()>;
  ~FileWatch();  // stops

  // Before start(): loads now, and again when one of `files` has changed.
  base::Status add(std::vector<std::string> files, Load load);
  void start(base::Duration interval);  // 0: never looks
  void stop();

  void look();  // what the thread does each time; for tests

 private:
  struct Watched {
    std::vector<std::string> files;
    Load load;
    std::string stamp;  // of the files that were loaded, or failed to
    std::string seen;   // at the last look
  };
  std::vector<Watched> watched_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace slipway::service
