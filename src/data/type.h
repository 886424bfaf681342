// Type: what one value of a column is. Shapes are those of one row: {} is a scalar, {3} a vector
// of 3.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::data {

enum class Kind : std::uint8_t {
  kBool,  // bit-packed, least significant first
  kInt64,
  kFloat32,
  kFloat64,
  kString,     // UTF-8; plain, or codes into a dictionary
  kTimestamp,  // microseconds since 1970-01-01 UTC
};

std::string_view kind_name(Kind kind);  // "int64", as in messages and signatures

struct Type {
  Kind kind = Kind::kFloat64;
  std::vector<std::int64_t> shape;  // of one row; only of kInt64, kFloat32, kFloat64
  bool whole_numbers = false;       // of kString: 3 is read too, as "3", and true as "1"

  // Values of one row.
  std::int64_t width() const {
    std::int64_t n = 1;
    for (const std::int64_t dim : shape) n *= dim;
    return n;
  }
  bool operator==(const Type&) const = default;
};

std::string type_name(const Type& type);  // "float64", "float32[3]", as in messages

}  // namespace slipway::data
