// MurmurHash3_x86_32 (Austin Appleby, public domain), as sklearn.utils.murmurhash has it.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace slipway::engine {

inline std::uint32_t murmur3(std::string_view bytes, std::uint32_t seed = 0) {
  const auto mixed = [](std::uint32_t k) { return std::rotl(k * 0xcc9e2d51u, 15) * 0x1b873593u; };
  std::uint32_t h = seed;
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) {
    std::uint32_t k = 0;
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(&k, bytes.data() + at, 4);
    h = std::rotl(h ^ mixed(k), 13) * 5 + 0xe6546b64u;
  }
  std::uint32_t tail = 0;
  for (std::size_t i = bytes.size(); i > at; --i)
    tail = (tail << 8) | static_cast<unsigned char>(bytes[i - 1]);
  h ^= mixed(tail);  // of no bytes 0
  h ^= static_cast<std::uint32_t>(bytes.size());
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  return h ^ (h >> 16);
}

// Where scikit-learn's hashers put a term: column |h| mod `columns`, h being signed; with the other sign if
// `signs` and h < 0.
struct HashedPlace {
  std::uint32_t column;
  bool negative;
};

inline HashedPlace hashed_place(std::string_view term, std::uint32_t columns, bool signs) {
  const auto hash = static_cast<std::int32_t>(murmur3(term));
  const auto size =
      hash < 0 ? 0u - static_cast<std::uint32_t>(hash) : static_cast<std::uint32_t>(hash);
  return {size % columns, signs && hash < 0};
}

}  // namespace slipway::engine
