// The header of numpy's .npy format (numpy/lib/format.py), versions 1 to 3. Pure; any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/status.h"
#include "format/pickle/object.h"

namespace slipway::format::pickle {

struct NpyHeader {
  Array array;              // dtype, shape, order; no data
  std::size_t data_at = 0;  // where the data begin
};

// INVALID_ARGUMENT/BAD_NPY, and UNIMPLEMENTED/UNSUPPORTED_DTYPE for a dtype of nested fields.
base::Result<NpyHeader> read_npy_header(std::string_view bytes);

}  // namespace slipway::format::pickle
