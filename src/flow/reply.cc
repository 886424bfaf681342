#include "flow/reply.h"

namespace slipway::flow {

base::Status Reply::call(Path& path, const base::Clock& clock) {
  delivery.owner = this;
  done_ = false;
  SLIPWAY_TRY(path.offer(delivery));
  std::unique_lock lock(mutex_);
  while (!done_) {
    lock.unlock();
    path.tick();
    const base::TimePoint due = path.due_at();
    lock.lock();
    if (done_) break;
    if (due == base::kNever) {
      wake_.wait(lock);
    } else {
      wake_.wait_for(lock, due - clock.now());
    }
  }
  return status_;
}

void Reply::answered(Delivery&, const base::Status& status) {
  const std::lock_guard lock(mutex_);
  status_ = status;
  done_ = true;
  wake_.notify_one();  // under the lock: the waiter may destroy this as soon as it is released
}

}  // namespace slipway::flow
