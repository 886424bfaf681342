// KeySet: the keys that sign tokens, as a JWKS file (RFC 7517) has them. What reads and verifies is in the
// module serve/jwks; what a token must be beside its signature is token.h's.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/kinds.h"
#include "base/status.h"

namespace slipway::serve {

enum class TokenAlgorithm : std::uint8_t { kHs256, kRs256, kEs256 };

// Immutable: any thread.
class KeySet {
 public:
  virtual ~KeySet();
  // Whether one of the keys of this algorithm made `signature` over `bytes`. Of the keys that have an id only that
  // with `kid` is asked, unless `kid` is empty. A key's algorithm is its own, whatever a token says.
  virtual bool verifies(TokenAlgorithm algorithm, std::string_view kid, std::string_view bytes,
                        std::string_view signature) const = 0;
};

class KeySetKind {
 public:
  static constexpr const char* kKind = "key_set";
  virtual ~KeySetKind();
  // INVALID_ARGUMENT/BAD_JWKS. Keys for other purposes or algorithms are left out; one at least must
  // be of use.
  virtual base::Result<std::shared_ptr<const KeySet>> read(std::string_view json) const = 0;
};

base::Kinds<KeySetKind>& key_sets();  // "jwks"

}  // namespace slipway::serve
