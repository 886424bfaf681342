// RowErrors: the rows that could not be decoded, scored or written, each with its reason. A row
// that fails is an answer (to a caller) or a dead letter; it never fails its neighbours.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"

namespace slipway::data {

struct RowError {
  std::int64_t row;  // in the Chunk, or in the Delivery once it has left its lane
  base::Status status;
  std::string column;  // the column at fault, if one is
  std::string value;   // its value as it was given, cut to 256 bytes
};
using RowErrors = std::vector<RowError>;

}  // namespace slipway::data
