#include "flow/pool.h"

#include <utility>

namespace slipway::flow {

Worker::~Worker() = default;

Pool::Pool(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Pool::push(std::shared_ptr<Worker> worker) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(worker));
  wake_.notify_one();
}

void Pool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stop_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::shared_ptr<Worker> worker = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    worker->work();
    worker.reset();  // may free a retired lane and with it a model: not under the lock
    lock.lock();
  }
}

}  // namespace slipway::flow
