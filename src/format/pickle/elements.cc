#include "format/pickle/elements.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "format/pickle/text.h"

namespace slipway::format::pickle {
namespace {

bool power_of_two(std::int64_t size) { return size == 1 || size == 2 || size == 4 || size == 8; }

double half_to_double(std::uint16_t half) {
  const int exponent = half >> 10 & 0x1f;
  const int fraction = half & 0x3ff;
  double value = 0;
  if (exponent == 0x1f) {
    value = fraction == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  } else {
    value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction | 0x400, exponent - 25);
  }
  return (half & 0x8000) != 0 ? -value : value;
}

}  // namespace

bool is_integer(const DType& type) {
  if (type.kind == 'b') return type.itemsize == 1;
  return (type.kind == 'i' || type.kind == 'u') && power_of_two(type.itemsize);
}

bool is_real(const DType& type) {
  return type.kind == 'f' && type.itemsize >= 2 && power_of_two(type.itemsize);
}

bool exact_double(std::int64_t value, double& into) {
  into = static_cast<double>(value);
  // 2^63 itself, to which the largest values round, is no int64.
  return into < 0x1p63 && static_cast<std::int64_t>(into) == value;
}

Elements::Elements(const Array& array)
    : type_(&array.dtype),
      data_(array.data.data()),
      stride_(static_cast<std::size_t>(array.dtype.itemsize)),
      size_(array.size()) {
  if (array.fortran && array.shape.size() > 1) shape_ = array.shape;
}

Elements::Elements(const Array& array, const DType::Field& field) : Elements(array) {
  type_ = field.type.get();
  data_ += field.offset;
}

std::size_t Elements::position(std::int64_t i) const {
  if (shape_.empty()) return static_cast<std::size_t>(i);
  // i counts with the last index fastest, memory with the first.
  std::int64_t out = 0, stride = size_;
  for (std::size_t d = shape_.size(); d-- > 0;) {
    stride /= shape_[d];
    out += i % shape_[d] * stride;
    i /= shape_[d];
  }
  return static_cast<std::size_t>(out);
}

std::uint64_t Elements::bits(std::int64_t i) const {
  std::uint64_t value = 0;
  const auto size = static_cast<std::size_t>(type_->itemsize);
  std::memcpy(&value, data_ + position(i) * stride_, size);
  return type_->big_endian ? __builtin_bswap64(value) >> (64 - 8 * size) : value;
}

bool Elements::integer(std::int64_t i, std::int64_t& into) const {
  const std::uint64_t value = bits(i);
  const int unused = 64 - 8 * static_cast<int>(type_->itemsize);
  into = static_cast<std::int64_t>(value);
  if (type_->kind == 'i') into = static_cast<std::int64_t>(value << unused) >> unused;
  return type_->kind != 'u' || into >= 0;
}

bool Elements::number(std::int64_t i, double& into) const {
  if (type_->kind == 'f') {
    const std::uint64_t value = bits(i);
    if (type_->itemsize == 8) into = std::bit_cast<double>(value);
    if (type_->itemsize == 4) into = std::bit_cast<float>(static_cast<std::uint32_t>(value));
    if (type_->itemsize == 2) into = half_to_double(static_cast<std::uint16_t>(value));
    return true;
  }
  std::int64_t whole = 0;
  if (integer(i, whole)) return exact_double(whole, into);
  const std::uint64_t value = bits(i);  // above 2^63
  into = static_cast<double>(value);
  return into < 0x1p64 && static_cast<std::uint64_t>(into) == value;
}

bool Elements::text(std::int64_t i, std::string& into) const {
  const char* at = data_ + position(i) * stride_;
  const auto size = static_cast<std::size_t>(type_->itemsize);
  into.clear();
  if (type_->kind == 'S') {
    into.assign(at, size);
  } else {
    for (std::size_t k = 0; k + 4 <= size; k += 4) {
      std::uint32_t code = 0;
      std::memcpy(&code, at + k, 4);
      if (type_->big_endian) code = __builtin_bswap32(code);
      if (!append_utf8(code, into)) return false;
    }
  }
  while (into.ends_with('\0')) into.pop_back();  // numpy's padding
  return true;
}

}  // namespace slipway::format::pickle
