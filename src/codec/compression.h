// Compression: bytes to fewer bytes and back, one stream at a time. The members live in the module
// codec/compression and are opened on first need; what is known without them (names, extensions,
// first bytes) stands in compression.cc.
//
//   SLIPWAY_ASSIGN(stream, decompressed(std::move(stream)));  // "in.csv.gz", or gzip in a pipe
//   SLIPWAY_ASSIGN(writer, compressed(std::move(writer), "out.csv.zst"));
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/kinds.h"
#include "base/status.h"

namespace slipway::codec {

class Compression {
 public:
  static constexpr const char* kKind = "compression";
  virtual ~Compression();
  // Memory is bounded by a buffer or two, whatever the ratio. Members behind one another (gzip,
  // zstd, …) are one stream. Broken bytes are DATA_LOSS/BAD_COMPRESSION, an end in the middle is
  // DATA_LOSS/TRUNCATED; both name the stream.
  virtual base::Result<std::unique_ptr<base::Stream>> decompress(
      std::unique_ptr<base::Stream> stream) const = 0;
  // commit() closes the stream first.
  virtual base::Result<std::unique_ptr<base::Writer>> compress(
      std::unique_ptr<base::Writer> writer) const = 0;
};

base::Kinds<Compression>& compressions();

struct CompressionName {
  std::string_view name, extension, magic;  // "gzip", ".gz", its first bytes ("": it has none)
};
const std::vector<CompressionName>& compression_names();

// The compression that a file's name says, or nullptr.
const CompressionName* compression_of(std::string_view file_name);

// `stream` itself, unless it begins with the first bytes of a compression, or is called like one
// that has none: then what it decompresses to. Reads a few bytes ahead.
base::Result<std::unique_ptr<base::Stream>> decompressed(std::unique_ptr<base::Stream> stream);

// `writer` itself, unless `file_name` says a compression.
base::Result<std::unique_ptr<base::Writer>> compressed(std::unique_ptr<base::Writer> writer,
                                                       std::string_view file_name);

}  // namespace slipway::codec
