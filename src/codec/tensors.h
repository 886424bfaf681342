// Tensors of the Open Inference Protocol to rows, and columns to tensors. Shared by its REST and
// gRPC forms; whoever holds JSON or protobuf numbers writes them down as raw bytes first.
//
//   std::vector<Tensor> inputs = {{.name = "x", .datatype = DataType::kFp64, .shape = {2, 3}, .raw = …}};
//   SLIPWAY_TRY(decode_tensors(inputs, chunk, errors));      // three columns, two rows
//
// Raw bytes are as the binary tensor data extension has them: row-major, little-endian, without
// padding; BOOL is a byte, of BYTES each element is a length of 4 bytes and the bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "data/chunk.h"
#include "data/row_error.h"

namespace slipway::codec {

enum class DataType : std::uint8_t {
  kBool,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kFp16,
  kBf16,
  kFp32,
  kFp64,
  kBytes,
};

std::string_view datatype_name(DataType type);  // "FP32"
// INVALID_ARGUMENT/UNKNOWN_DATATYPE. Names are upper case.
base::Result<DataType> datatype_of(std::string_view name);
DataType datatype_of(data::Kind kind);      // a timestamp is INT64, of microseconds
std::size_t datatype_bytes(DataType type);  // of an element; 0: BYTES, which have any

struct Tensor {
  std::string name;
  DataType datatype = DataType::kFp32;
  std::vector<std::int64_t> shape;
  std::string_view raw;
  // Elements of BYTES that are at hand as such, instead of `raw`; one whose data() is null is missing.
  std::vector<std::string_view> texts;
};

// Elements of the shape. INVALID_ARGUMENT/BAD_SHAPE: a negative dimension, or more elements than any
// request has.
base::Result<std::int64_t> elements_of(std::span<const std::int64_t> shape);

// Fills `into` (of the schema a model wants, cleared first). Either one tensor [rows, columns] holds
// every column in the model's order, whatever its name, or there is one tensor [rows] or [rows, 1] for
// each column, by name, in any order. A value that its column can't take makes its row an error,
// as does text that is not UTF-8; NaN is a missing value. Fails with MISSING_COLUMN, UNKNOWN_INPUT,
// BAD_SHAPE, BAD_TENSOR (bytes that don't fill the shape), BAD_TYPE. One thread.
base::Status decode_tensors(std::span<const Tensor> tensors, data::Chunk& into,
                            data::RowErrors& errors);

// The values of an output, as raw bytes of `type`: datatype_of(column.kind), or of real numbers FP16 or BF16.
// A missing number is NaN, a missing text is empty. Appends.
void append_raw_values(std::string& out, const data::ColumnView& column, DataType type);

}  // namespace slipway::codec
