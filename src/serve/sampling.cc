#include "serve/sampling.h"

#include <array>
#include <cmath>
#include <cstring>
#include <random>

#include "base/env.h"

namespace slipway::serve {
namespace {

std::mt19937_64 seeded() {
  std::array<std::uint32_t, 8> words{};
  const std::string bytes = base::posix_env().random(sizeof words);
  std::memcpy(words.data(), bytes.data(), sizeof words);
  std::seed_seq seed(words.begin(), words.end());
  return std::mt19937_64(seed);
}

}  // namespace

std::uint64_t random_bits() {
  thread_local std::mt19937_64 generator = seeded();
  return generator();
}

Sampler::Sampler(double share)
    : all_(share >= 1),
      below_(all_ || !(share > 0) ? 0 : static_cast<std::uint64_t>(std::ldexp(share, 64))) {}

}  // namespace slipway::serve
