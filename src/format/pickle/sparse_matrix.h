// scipy.sparse matrices (csr_matrix, csr_array, csc_…) in a pickle: coefficients after sparsify(),
// support vectors of a model that was fitted on text. Any thread.
#pragma once

#include "base/status.h"
#include "format/pickle/numpy.h"
#include "format/pickle/object.h"

namespace slipway::format::pickle {

bool is_sparse_matrix(Ref value);

// Its values, with the zeros written out. Row-major, as of an array; entries that are named twice are
// added up, as scipy does it. INVALID_ARGUMENT/BAD_MATRIX if indices are out of range or counts
// contradict each other, TOO_LARGE if it has more than `values_max` values.
base::Result<Matrix> as_dense(Ref value, std::int64_t values_max);

// The rows of a csr matrix of two dimensions: row i has the values [begin[i], begin[i + 1]), as they
// stand there. BAD_MATRIX as above, or of another kind of matrix.
struct CompressedRows {
  std::int64_t rows = 0, cols = 0;
  std::vector<std::int64_t> begin, column;
  std::vector<double> values;
};
base::Result<CompressedRows> as_compressed_rows(Ref value);

// The shape of either: a sparse matrix or what numpy.h reads.
base::Result<std::vector<std::int64_t>> matrix_shape(Ref value);

}  // namespace slipway::format::pickle
