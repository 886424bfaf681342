#include "serve/listener.h"

namespace slipway::serve {

Listener::~Listener() = default;
ListenerKind::~ListenerKind() = default;

base::Kinds<ListenerKind>& listeners() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<ListenerKind>;  // never freed: modules may use it at exit
    all->add_module("grpc", "serve_grpc");
    return all;
  }();
  return *kinds;
}

}  // namespace slipway::serve
