// LiveStream: a Stream whose sender may be waiting for answers to what has come so far.
#pragma once

#include "base/bytes.h"

namespace slipway::base {

class LiveStream : public Stream {
 public:
  ~LiveStream() override;
  // False: read() would wait for the sender, so what was read is better handed on first.
  virtual bool ready() const = 0;
};

// Of any Stream: true unless it is live, and its read() would wait.
bool ready(const Stream& stream);

}  // namespace slipway::base
