// Sampling: which requests are looked at more closely (traces, payload log), so that the others cost next to
// nothing.
#pragma once

#include <cstdint>

namespace slipway::serve {

// 64 random bits: fast, from a generator of the thread's own that was seeded by the system; to choose and to name
// with, not to guard by.
std::uint64_t random_bits();

// A share of all. Immutable: any thread.
class Sampler {
 public:
  explicit Sampler(double share);  // 0: none; 1 or more: all

  // Of evenly distributed bits: the same answer for the same bits, whoever asks, and what a smaller share takes
  // every larger one takes too.
  bool takes(std::uint64_t bits) const { return all_ || bits < below_; }

 private:
  bool all_;
  std::uint64_t below_;
};

}  // namespace slipway::serve
