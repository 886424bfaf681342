// numpy.argpartition: which values are the smallest, in the order that numpy leaves them in. Pure;
// any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace slipway::engine {

// Orders `index`, `count` positions in `values`, so that index[kth] is where it would be if they were
// sorted, none before it is greater and none after it smaller; NaN is greatest. Follows numpy's
// introselect (D. R. Musser, "Introspective sorting and selection algorithms", 1997; numpy/core/src/
// npysort/selection.cpp) swap for swap, so that of equal values the same ones come first, but for its
// fallback against adversarial input. numpy 2 may partition otherwise, with vector instructions.
// REQUIRES: kth < count.
void arg_partition(const double* values, std::int64_t* index, std::size_t count, std::size_t kth);

}  // namespace slipway::engine
