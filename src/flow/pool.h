// Pool: the threads for scoring that is too heavy for the thread that offered.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace slipway::flow {

// Something with work to do; kept alive by the pool until work() has returned.
class Worker {
 public:
  virtual ~Worker();
  virtual void work() = 0;
};

// push(): any thread. The destructor does all that was pushed, then joins.
class Pool {
 public:
  explicit Pool(int threads);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();

  bool has_threads() const { return !threads_.empty(); }
  void push(std::shared_ptr<Worker> worker);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Worker>> queue_;  // guarded by mutex_
  bool stop_ = false;                          // guarded by mutex_
  std::vector<std::thread> threads_;           // constant after construction
};

}  // namespace slipway::flow
