#include "format/pickle/sparse_matrix.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "format/pickle/record.h"

namespace slipway::format::pickle {
namespace {

// "csr_matrix" of scipy.sparse.csr.csr_matrix, scipy.sparse._csr.csr_matrix; else empty.
std::string kind_of(Ref value) {
  if (value == nullptr || value->tag != Tag::kRecord) return {};
  const std::string name = record_class(value);
  if (!name.starts_with("scipy.sparse.")) return {};
  return name.substr(name.rfind('.') + 1);
}

bool by_row(const std::string& kind) { return kind == "csr_matrix" || kind == "csr_array"; }
bool by_column(const std::string& kind) { return kind == "csc_matrix" || kind == "csc_array"; }

base::Status bad(std::string what) {
  return base::invalid_argument("BAD_MATRIX", "a sparse matrix " + std::move(what));
}

base::Result<std::vector<std::int64_t>> shape_of_sparse(Ref value) {
  Ref shape = attribute(value, "_shape");
  if (shape == nullptr) shape = attribute(value, "shape");
  SLIPWAY_ASSIGN(std::vector<std::int64_t> dims, as_int64s(shape));
  const bool negative = std::ranges::any_of(dims, [](std::int64_t dim) { return dim < 0; });
  if (dims.empty() || dims.size() > 2 || negative) return bad("has no one or two dimensions");
  return dims;
}

// Its parts: of the rows of a csr, of the columns of a csc.
struct Compressed {
  std::vector<std::int64_t> begin, index;
  std::vector<double> data;
};

base::Result<Compressed> parts_of(Ref value, std::int64_t lines, std::int64_t across) {
  Compressed parts;
  SLIPWAY_ASSIGN(parts.begin, as_int64s(attribute(value, "indptr")));
  SLIPWAY_ASSIGN(parts.index, as_int64s(attribute(value, "indices")));
  SLIPWAY_ASSIGN(parts.data, as_doubles(attribute(value, "data")));
  if (std::cmp_not_equal(parts.begin.size(), lines + 1) || parts.begin.front() != 0)
    return bad(fmt::format("has {} bounds for {} lines", parts.begin.size(), lines));
  const auto count = static_cast<std::int64_t>(std::min(parts.index.size(), parts.data.size()));
  for (std::size_t i = 1; i < parts.begin.size(); ++i)
    if (parts.begin[i] < parts.begin[i - 1] || parts.begin[i] > count)
      return bad("has bounds that do not ascend");
  for (std::int64_t v = 0; v < parts.begin.back(); ++v) {
    const std::int64_t index = parts.index[static_cast<std::size_t>(v)];
    if (index < 0 || index >= across)
      return bad(fmt::format("names column {} of {}", index, across));
  }
  return parts;
}

}  // namespace

bool is_sparse_matrix(Ref value) {
  const std::string kind = kind_of(value);
  return by_row(kind) || by_column(kind);
}

base::Result<std::vector<std::int64_t>> matrix_shape(Ref value) {
  return is_sparse_matrix(value) ? shape_of_sparse(value) : shape_of(value);
}

base::Result<Matrix> as_dense(Ref value, std::int64_t values_max) {
  const bool rows = by_row(kind_of(value));
  SLIPWAY_ASSIGN(std::vector<std::int64_t> shape, shape_of_sparse(value));
  if (shape.size() == 1) shape.insert(shape.begin(), 1);
  if (shape[1] != 0 && shape[0] > values_max / shape[1])
    return base::invalid_argument("TOO_LARGE",
                                  fmt::format("a sparse matrix of {} rows and {} columns, at most "
                                              "{} values",
                                              shape[0], shape[1], values_max));
  const std::int64_t lines = rows ? shape[0] : shape[1];
  SLIPWAY_ASSIGN(const Compressed parts, parts_of(value, lines, rows ? shape[1] : shape[0]));
  Matrix dense{.rows = shape[0], .cols = shape[1], .values = {}};
  dense.values.resize(static_cast<std::size_t>(shape[0] * shape[1]));
  for (std::int64_t line = 0; line < lines; ++line) {
    const auto at = static_cast<std::size_t>(line);
    for (std::int64_t v = parts.begin[at]; v < parts.begin[at + 1]; ++v) {
      const std::int64_t across = parts.index[static_cast<std::size_t>(v)];
      const std::int64_t to = rows ? line * shape[1] + across : across * shape[1] + line;
      dense.values[static_cast<std::size_t>(to)] += parts.data[static_cast<std::size_t>(v)];
    }
  }
  return dense;
}

base::Result<CompressedRows> as_compressed_rows(Ref value) {
  if (!by_row(kind_of(value))) return bad("is not held by row");
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> shape, shape_of_sparse(value));
  if (shape.size() != 2) return bad("has no two dimensions");
  SLIPWAY_ASSIGN(Compressed parts, parts_of(value, shape[0], shape[1]));
  const auto count = static_cast<std::size_t>(parts.begin.back());
  parts.index.resize(count), parts.data.resize(count);
  return CompressedRows{shape[0], shape[1], std::move(parts.begin), std::move(parts.index),
                        std::move(parts.data)};
}

}  // namespace slipway::format::pickle
