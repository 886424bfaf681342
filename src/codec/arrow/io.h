// Our bytes as Arrow's files. Private to the module.
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/status.h"

namespace arrow {
class Status;
namespace io {
class RandomAccessFile;
class InputStream;
class OutputStream;
}  // namespace io
}  // namespace arrow

namespace slipway::codec {

// Reads through `reader`, from several threads at once.
std::shared_ptr<arrow::io::RandomAccessFile> arrow_file(std::shared_ptr<const base::Reader> reader);
// Reads front to back.
std::shared_ptr<arrow::io::InputStream> arrow_stream(std::unique_ptr<base::Stream> stream);
// Writes through; closing it does not commit. `writer` outlives it.
std::shared_ptr<arrow::io::OutputStream> arrow_sink(base::Writer& writer);

// What Arrow says of bytes that it can't read; ok if it says nothing.
base::Status from_arrow(const arrow::Status& status, const std::string& name);

}  // namespace slipway::codec
