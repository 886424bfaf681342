// Blocks: what stages read and write, and what they have in common: elements, known values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"

namespace slipway::model {

enum class Element : std::uint8_t { kF64, kF32, kI64, kString };
const char* name(Element element);  // "float64"

// One block: the element of each column. A sparse one holds, by row, the columns that are not 0,
// ascending; all its columns are kF64.
struct Block {
  std::vector<Element> columns;
  bool sparse = false;
  std::size_t width() const { return columns.size(); }
  bool operator==(const Block&) const = default;
};

using ValueId = std::uint32_t;             // a block in the graph
using Inputs = std::vector<const Block*>;  // of a stage: at least one

// A known value of a column, for look-ups. NaN matches NaN, a missing string matches kMissing.
struct Category {
  enum class Kind : std::uint8_t { kNumber, kString, kMissing };
  Kind kind = Kind::kNumber;
  double number = 0;
  std::string text;
  bool operator==(const Category&) const = default;
};

}  // namespace slipway::model
