#include "data/type.h"

#include <array>

#include <fmt/format.h>

namespace slipway::data {

std::string_view kind_name(Kind kind) {
  static constexpr std::array<std::string_view, 6> kNames = {"bool",    "int64",  "float32",
                                                             "float64", "string", "timestamp"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string type_name(const Type& type) {
  if (type.whole_numbers) return "string or whole number";
  if (type.shape.empty()) return std::string(kind_name(type.kind));
  return fmt::format("{}[{}]", kind_name(type.kind), fmt::join(type.shape, ", "));
}

}  // namespace slipway::data
