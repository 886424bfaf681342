// numpy's .npy format (numpy/lib/format.py), versions 1 to 3: its header, and arrays of numbers, flags and texts
// as tensors, both ways. Pure; any thread.
//
//   std::string room;
//   SLIPWAY_ASSIGN(const Tensor tensor, npy_tensor(body, room));      // as decode_tensors() takes it
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "codec/tensors.h"
#include "data/chunk.h"

namespace slipway::codec {

struct NpyHeader {
  std::string_view descr;  // "<f8", or the list of a type of fields; in the bytes that were read
  bool fortran = false;
  std::vector<std::int64_t> shape;
  std::size_t data_at = 0;  // where the data begin
};

// INVALID_ARGUMENT/BAD_NPY.
base::Result<NpyHeader> read_npy_header(std::string_view bytes);

// The whole file as a tensor without a name. Its elements are in `bytes`, or, if they come by columns, with the
// greater bytes first, or as texts, in `room`. INVALID_ARGUMENT/BAD_NPY, BAD_SHAPE; UNIMPLEMENTED/
// UNSUPPORTED_DTYPE: objects (they would be a pickle, which numpy.load does not take either), times, complex
// numbers, structures.
base::Result<Tensor> npy_tensor(std::string_view bytes, std::string& room);

// Appends a file of the values of a column: of `vector` two dimensions, else one. A missing number is NaN, a
// missing text is empty.
void append_npy(std::string& out, const data::ColumnView& column, bool vector);

}  // namespace slipway::codec
