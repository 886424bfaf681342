// Zip: the files of a zip archive in memory, read with minizip. Bytes are hostile: names must be plain
// relative paths, each once; sizes are judged before anything is unpacked, checksums after.
//
//   SLIPWAY_ASSIGN(const Zip zip, Zip::open(bytes));
//   SLIPWAY_ASSIGN(const std::string schema, zip.read("schema.json"));
//
// INVALID_ARGUMENT/{BAD_ZIP, TRAILING_BYTES}; UNIMPLEMENTED/UNSUPPORTED_ZIP for encryption and for
// compression other than deflate; RESOURCE_EXHAUSTED/LIMIT_{BYTES, RATIO, FILES}. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/status.h"

namespace slipway::codec {

struct ZipLimits {
  std::uint64_t bytes_max = base::kModelBytesMax;  // of all files together, unpacked
  std::uint64_t ratio_max = base::kDecompressRatioMax;
  std::uint64_t files_max = 1'000'000;
};

class Zip {
 public:
  // An archive is all of `bytes`, with nothing before or after it and no comment.
  static base::Result<Zip> open(std::shared_ptr<const std::string> bytes,
                                const ZipLimits& limits = {});

  bool contains(std::string_view name) const { return files_.contains(name); }
  // INVALID_ARGUMENT/MISSING_FILE if there is none.
  base::Result<std::string> read(std::string_view name) const;

 private:
  struct File {
    std::uint64_t position = 0, number = 0;  // in the central directory
    std::uint64_t size = 0;
  };
  std::shared_ptr<const std::string> bytes_;
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace slipway::codec
