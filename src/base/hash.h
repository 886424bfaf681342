// Digests. Sha256 names model versions and is shown to people; content_hash (XXH3) tells whether
// bytes changed and guards queue records: fast, not for defence against an adversary.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace slipway::base {

// One thread.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void update(std::string_view bytes);
  std::string hex();  // 64 lower-case digits; ends the use of this object

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view bytes);
std::string sha256_base64(std::string_view bytes);  // as web pages write it
std::uint64_t content_hash(std::string_view bytes, std::uint64_t seed = 0);  // XXH3, 64 bits

}  // namespace slipway::base
