#include "serve/tls.h"

#include <utility>

namespace slipway::serve {

TlsSession::~TlsSession() = default;
TlsContext::~TlsContext() = default;
TlsKind::~TlsKind() = default;

base::Kinds<TlsKind>& tls_kinds() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<TlsKind>;  // never freed: modules may use it at exit
    all->add_module("openssl", "serve_tls");
    return all;
  }();
  return *kinds;
}

base::Status Certificates::replace(TlsPem pem) {
  SLIPWAY_ASSIGN(auto context, kind_.make(pem));
  const std::lock_guard lock(mutex_);
  const std::uint64_t number = held_ == nullptr ? 1 : held_->number + 1;
  held_ = std::make_shared<const Held>(Held{std::move(pem), std::move(context), number});
  return {};
}

std::shared_ptr<const Certificates::Held> Certificates::held() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

}  // namespace slipway::serve
