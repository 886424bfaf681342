// A sparse matrix as scipy.sparse.save_npz() writes it: a zip archive of .npy files. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"
#include "codec/tensors.h"

namespace slipway::codec {

// As a tensor [rows, columns] of FP64 without a name, whose elements are in `room`; what a matrix leaves out is 0.
// Forms: csr, csc, coo. INVALID_ARGUMENT/{BAD_ZIP, BAD_NPY, BAD_NPZ, BAD_SHAPE: it has not `columns` columns};
// UNIMPLEMENTED/{UNSUPPORTED_FORM, UNSUPPORTED_DTYPE}; RESOURCE_EXHAUSTED/{LIMIT_…, TOO_LARGE}: more than
// `bytes_max` bytes, packed in the archive or as a tensor.
base::Result<Tensor> npz_tensor(std::string_view bytes, std::int64_t columns,
                                std::uint64_t bytes_max, std::string& room);

}  // namespace slipway::codec
