#include "base/memory.h"

#include <malloc.h>

namespace slipway::base {

std::uint64_t heap_bytes() {
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

}  // namespace slipway::base
