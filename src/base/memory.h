// How much memory this process has in use.
#pragma once

#include <cstdint>

namespace slipway::base {

// Bytes that are allocated now, of all threads, as the C library counts them; 0 where it does not count
// (sanitizers). Not for hot paths: it visits what is free.
std::uint64_t heap_bytes();

}  // namespace slipway::base
