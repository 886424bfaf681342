#include "serve/key_set.h"

namespace slipway::serve {

KeySet::~KeySet() = default;
KeySetKind::~KeySetKind() = default;

base::Kinds<KeySetKind>& key_sets() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<KeySetKind>;  // never freed: modules may use it at exit
    all->add_module("jwks", "serve_jwks");
    return all;
  }();
  return *kinds;
}

}  // namespace slipway::serve
