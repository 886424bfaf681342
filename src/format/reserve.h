// Room for a vector that grows with a file: what the rest of the file will likely need is reserved
// as soon as it must grow, so that large models are hardly ever copied.
#pragma once

#include <cstddef>
#include <vector>

namespace slipway::format {

// Makes room for `more` values; `rest` is how many times as much of the file is still to come as
// was read. What is reserved beyond need is never touched, and takes no memory.
template <class Value>
void reserve_by_rest(std::vector<Value>& values, std::size_t more, double rest) {
  if (values.capacity() - values.size() >= more) return;
  values.reserve(values.size() + more +
                 static_cast<std::size_t>(static_cast<double>(values.size()) * rest * 1.02));
}

}  // namespace slipway::format
