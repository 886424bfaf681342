// Elements: the elements of an array, or of one field of a structured one, by their number in C
// order, whatever the order and endianness in memory. Internal to numpy.cc and arrow.cc. Any
// thread; it lives no
// longer than the array.
//
// REQUIRES: an array of the machine, whose data are as long as dtype and shape say; fields lie
// within the item. The caller has checked the dtype.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/pickle/object.h"

namespace slipway::format::pickle {

bool is_integer(const DType& type);  // b, i, u of 1, 2, 4 or 8 bytes
bool is_real(const DType& type);     // f of 2, 4 or 8 bytes

// False if `value` is beyond 2^53 and no double.
bool exact_double(std::int64_t value, double& into);

class Elements {
 public:
  explicit Elements(const Array& array);
  Elements(const Array& array, const DType::Field& field);

  std::int64_t size() const { return size_; }
  std::size_t position(std::int64_t i) const;  // in memory order, of element `i` in C order

  // REQUIRES is_integer or is_real; false if the value does not fit exactly.
  bool number(std::int64_t i, double& into) const;
  bool integer(std::int64_t i, std::int64_t& into) const;  // REQUIRES is_integer
  bool text(std::int64_t i, std::string& into) const;  // REQUIRES kind U or S; false if no Unicode

 private:
  std::uint64_t bits(std::int64_t i) const;  // the element's bytes as a little-endian number

  const DType* type_;
  const char* data_;
  std::size_t stride_;
  std::int64_t size_;
  std::vector<std::int64_t> shape_;  // empty if memory order is C order
};

}  // namespace slipway::format::pickle
