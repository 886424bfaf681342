#include "base/city_hash.h"

#include <bit>
#include <cstring>
#include <utility>

namespace slipway::base {
namespace {

using Pair = std::pair<std::uint64_t, std::uint64_t>;

constexpr std::uint64_t k0 = 0xc3a5c85c97cb3127;
constexpr std::uint64_t k1 = 0xb492b66fbe98f273;
constexpr std::uint64_t k2 = 0x9ae16a3b2f90404f;
constexpr std::uint64_t k3 = 0xc949d7c7509e6557;

std::uint64_t word(const char* s) {
  std::uint64_t value;
  std::memcpy(&value, s, sizeof(value));
  return value;
}

std::uint64_t half(const char* s) {
  std::uint32_t value;
  std::memcpy(&value, s, sizeof(value));
  return value;
}

std::uint64_t mix(std::uint64_t value) { return value ^ (value >> 47); }

std::uint64_t of_two(std::uint64_t u, std::uint64_t v) {
  constexpr std::uint64_t kMultiplier = 0x9ddfea08eb382d69;
  const std::uint64_t a = mix((u ^ v) * kMultiplier);
  return mix((v ^ a) * kMultiplier) * kMultiplier;
}

std::uint64_t up_to_16(const char* s, std::size_t size) {
  if (size > 8) {
    const std::uint64_t b = word(s + size - 8);
    return of_two(word(s), std::rotr(b + size, static_cast<int>(size))) ^ b;
  }
  if (size >= 4) return of_two(size + (half(s) << 3), half(s + size - 4));
  if (size == 0) return k2;
  const auto byte = [s](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(s[i])}; };
  const std::uint32_t y = byte(0) + (byte(size >> 1) << 8);
  const std::uint32_t z = static_cast<std::uint32_t>(size) + (byte(size - 1) << 2);
  return mix((y * k2) ^ (z * k3)) * k2;
}

std::uint64_t up_to_32(const char* s, std::size_t size) {
  const std::uint64_t a = word(s) * k1, b = word(s + 8);
  const std::uint64_t c = word(s + size - 8) * k2, d = word(s + size - 16) * k0;
  return of_two(std::rotr(a - b, 43) + std::rotr(c, 30) + d, a + std::rotr(b ^ k3, 20) - c + size);
}

Pair weak(const char* s, std::uint64_t a, std::uint64_t b) {
  const std::uint64_t z = word(s + 24);
  a += word(s);
  b = std::rotr(b + a + z, 21);
  const std::uint64_t c = a;
  a += word(s + 8);
  a += word(s + 16);
  b += std::rotr(a, 44);
  return {a + z, b + c};
}

std::uint64_t up_to_64(const char* s, std::size_t size) {
  std::uint64_t z = word(s + 24);
  std::uint64_t a = word(s) + (size + word(s + size - 16)) * k0;
  std::uint64_t b = std::rotr(a + z, 52);
  std::uint64_t c = std::rotr(a, 37);
  a += word(s + 8);
  c += std::rotr(a, 7);
  a += word(s + 16);
  const std::uint64_t vf = a + z;
  const std::uint64_t vs = b + std::rotr(a, 31) + c;
  a = word(s + 16) + word(s + size - 32);
  z = word(s + size - 8);
  b = std::rotr(a + z, 52);
  c = std::rotr(a, 37);
  a += word(s + size - 24);
  c += std::rotr(a, 7);
  a += word(s + size - 16);
  const std::uint64_t wf = a + z;
  const std::uint64_t ws = b + std::rotr(a, 31) + c;
  const std::uint64_t r = mix((vf + ws) * k2 + (wf + vs) * k0);
  return mix(r * k0 + vs) * k2;
}

// The end first; then 64 bytes at a time, with 56 bytes of state.
std::uint64_t longer(const char* s, std::size_t size) {
  std::uint64_t x = word(s);
  std::uint64_t y = word(s + size - 16) ^ k1;
  std::uint64_t z = word(s + size - 56) ^ k0;
  Pair v = weak(s + size - 64, size, y);
  Pair w = weak(s + size - 32, size * k1, k0);
  z += mix(v.second) * k1;
  x = std::rotr(z + x, 39) * k1;
  y = std::rotr(y, 33) * k1;
  for (std::size_t left = (size - 1) & ~std::size_t{63}; left != 0; left -= 64, s += 64) {
    x = std::rotr(x + y + v.first + word(s + 16), 37) * k1;
    y = std::rotr(y + v.second + word(s + 48), 42) * k1;
    x ^= w.second;
    y ^= v.first;
    z = std::rotr(z ^ w.first, 33);
    v = weak(s, v.second * k1, x + w.first);
    w = weak(s + 32, z + w.second, y);
    std::swap(z, x);
  }
  return of_two(of_two(v.first, w.first) + mix(y) * k1 + z, of_two(v.second, w.second) + x);
}

}  // namespace

std::uint64_t city_hash64(std::string_view bytes) {
  const char* s = bytes.data();
  const std::size_t size = bytes.size();
  return size <= 16   ? up_to_16(s, size)
         : size <= 32 ? up_to_32(s, size)
         : size <= 64 ? up_to_64(s, size)
                      : longer(s, size);
}

}  // namespace slipway::base
