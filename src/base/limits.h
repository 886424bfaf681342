// The bounds on hostile input, named once. What a person may raise is a field of the room that
// enforces it; these are the defaults.
#pragma once

#include <cstdint>

namespace slipway::base {

inline constexpr std::uint32_t kChunkRowsMax = 2048;
inline constexpr std::uint64_t kChunkBytesMax = 16u << 20;
inline constexpr std::uint64_t kModelBytesMax = 8ull << 30;  // a model file, decompressed
inline constexpr std::uint64_t kDecompressRatioMax =
    1000;                                          // decompressed / compressed, above 1 MiB
inline constexpr std::uint32_t kNestingMax = 256;  // of any recursive format
inline constexpr std::uint64_t kRecordBytesMax = 16u << 20;  // one CSV record, JSON line or message
inline constexpr std::uint32_t kColumnsMax = 100'000;        // of a file or a model
inline constexpr std::uint32_t kSparseColumnsMax = 1u << 22;  // of a sparse block: hashed features

}  // namespace slipway::base
