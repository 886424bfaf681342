#include "serve/guard.h"

#include "serve/header_text.h"

namespace slipway::serve {
namespace {

const CallerPtr& nobody() {
  static const CallerPtr caller = std::make_shared<const Caller>(
      base::Status(base::Code::kUnauthenticated, "NO_CREDENTIALS", "this needs a key or a token")
          .remedy("send Authorization: Bearer KEY"));
  return caller;
}

}  // namespace

void Guard::set_keys(std::shared_ptr<const ApiKeys> keys) {
  const std::lock_guard lock(mutex_);
  keys_.swap(keys);
}

void Guard::set_tokens(std::shared_ptr<const Tokens> tokens) {
  const std::lock_guard lock(mutex_);
  tokens_.swap(tokens);
}

CallerPtr Guard::identify(std::string_view authorization, std::string_view api_key) const {
  std::string_view credentials = trimmed(authorization);
  if (credentials.empty()) {
    credentials = trimmed(api_key);
    if (credentials.empty()) return nobody();
  } else if (lower_case(next_item(credentials, ' ')) != "bearer") {
    return std::make_shared<const Caller>(bad_credentials("Authorization is not Bearer KEY"));
  }
  auto found = find(trimmed(credentials));
  return found.ok() ? *std::move(found) : std::make_shared<const Caller>(found.status());
}

base::Result<CallerPtr> Guard::find(std::string_view credentials) const {
  std::shared_ptr<const ApiKeys> keys;
  std::shared_ptr<const Tokens> tokens;
  {
    const std::lock_guard lock(mutex_);
    keys = keys_, tokens = tokens_;
  }
  if (is_api_key(credentials)) {
    CallerPtr caller = keys == nullptr ? nullptr : keys->find(credentials);
    if (caller == nullptr) return bad_credentials("nobody has this key");
    return caller;
  }
  if (tokens == nullptr) return bad_credentials("nobody has this key");
  return tokens->check(credentials, clock_.wall());
}

}  // namespace slipway::serve
