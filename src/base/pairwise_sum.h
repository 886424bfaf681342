// The sum of a row of numbers as numpy adds a contiguous axis up: of fewer than 8 one after the
// other, else in eight sums that are joined in pairs, and beyond 128 numbers by halves.
//
// Source: numpy/_core/src/umath/loops_utils.h.src, pairwise_sum. Any thread.
#pragma once

#include <cstddef>
#include <type_traits>

namespace slipway::base {

// `at(i)` gives number i, a double or (then all is added in float32) a float; the sum is of numbers
// [first, first + count).
template <class At>
std::invoke_result_t<const At&, std::size_t> pairwise_sum(const At& at, std::size_t first,
                                                          std::size_t count) {
  using Number = std::invoke_result_t<const At&, std::size_t>;
  static_assert(std::is_floating_point_v<Number>);
  if (count < 8) {
    Number sum = Number(-0.0);  // so that a sum of -0 stays -0
    for (std::size_t i = 0; i < count; ++i) sum += at(first + i);
    return count == 0 ? Number(0) : sum;
  }
  if (count > 128) {
    const std::size_t half = count / 2 - (count / 2) % 8;
    return pairwise_sum(at, first, half) + pairwise_sum(at, first + half, count - half);
  }
  Number sums[8];
  for (std::size_t k = 0; k < 8; ++k) sums[k] = at(first + k);
  std::size_t i = 8;
  for (; i < count - count % 8; i += 8)
    for (std::size_t k = 0; k < 8; ++k) sums[k] += at(first + i + k);
  Number sum =
      ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
  for (; i < count; ++i) sum += at(first + i);
  return sum;
}

}  // namespace slipway::base
