// Decompression by magic: what joblib writes around a pickle. zlib, gzip, bzip2, xz, lzma (alone),
// lz4 frame, and joblib's old "ZF" (0.8, 0.9). Anything else is taken as it is.
//
// Bounded by size and, above 1 MiB, by ratio: RESOURCE_EXHAUSTED/{LIMIT_BYTES, LIMIT_RATIO}. Broken
// data is INVALID_ARGUMENT/BAD_COMPRESSION, bytes after its end TRAILING_BYTES. Used by machine.cc
// and side_file.cc; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/status.h"

namespace slipway::format::pickle {

enum class Compression : std::uint8_t { kNone, kZlib, kGzip, kBzip2, kXz, kLzma, kLz4, kZf };

// Of the first bytes of a file; 6 are enough.
Compression compression_of(std::string_view head);

struct DecompressLimits {
  std::uint64_t bytes_max = base::kModelBytesMax;
  std::uint64_t ratio_max = base::kDecompressRatioMax;
};

// The whole file, decompressed; read in pieces of 1 MiB.
base::Result<std::string> read_decompressed(const base::Reader& file,
                                            const DecompressLimits& limits);

}  // namespace slipway::format::pickle
