// Threads that work behind the others: what they do has time.
#pragma once

namespace slipway::base {

// From now on the calling thread gets the processor after those that answer somebody.
void work_behind_others();

}  // namespace slipway::base
