#include "base/live_stream.h"

namespace slipway::base {

LiveStream::~LiveStream() = default;

bool ready(const Stream& stream) {
  const auto* live = dynamic_cast<const LiveStream*>(&stream);
  return live == nullptr || live->ready();
}

}  // namespace slipway::base
