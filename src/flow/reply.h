// Reply: request/response over the path. One per connection or thread, used again and again.
//
//   Reply reply;
//   SLIPWAY_TRY(decoder.decode_document(body, reply.delivery.rows, reply.delivery.rejected));
//   SLIPWAY_TRY(reply.call(path, clock));       // then read reply.delivery.answer
#pragma once

#include <condition_variable>
#include <mutex>

#include "flow/path.h"

namespace slipway::flow {

// One thread at a time. Once its buffers have grown, a call allocates nothing.
class Reply final : public Owner {
 public:
  Delivery delivery;

  // Offers and waits. While it waits it is also the timer of a lane that coalesces. Returns what
  // offer() refused with, or how the Delivery was acked.
  base::Status call(Path& path, const base::Clock& clock);

 private:
  void answered(Delivery& delivery, const base::Status& status) override;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;    // guarded by mutex_
  base::Status status_;  // guarded by mutex_
};

}  // namespace slipway::flow
