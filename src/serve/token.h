// Tokens: JSON Web Tokens (RFC 7519) as credentials, with the checks of RFC 8725. A token is signed by HS256, RS256
// or ES256 with a key of the set that is of that algorithm; it ends (exp), has begun (nbf), comes from the
// issuer and is meant for the audience that are configured. Its grants stand in one claim.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "serve/caller.h"
#include "serve/key_set.h"

namespace slipway::serve {

struct TokenOptions {
  std::string issuer;
  std::vector<std::string> audiences;  // the token has one of them
  // A text of words or a list of texts: grants, or names of roles. "/realm_access/roles" is a path.
  std::string claim = "scope";
  std::map<std::string, std::vector<Grant>, std::less<>> roles;
  base::Duration leeway = std::chrono::seconds(60);  // between the clocks
};

// Any thread. A token that was good is remembered until it ends, by its SHA-256: a signature costs more than most
// predictions.
class Tokens {
 public:
  Tokens(TokenOptions options, std::shared_ptr<const KeySet> keys)
      : options_(std::move(options)), keys_(std::move(keys)) {}

  // UNAUTHENTICATED/BAD_CREDENTIALS says why not.
  base::Result<CallerPtr> check(std::string_view token, base::WallTime now) const;

 private:
  struct Known {
    CallerPtr caller;
    double begins = 0, ends = 0;  // seconds since 1970, with the leeway
  };
  base::Result<Known> verify(std::string_view token, double now) const;

  const TokenOptions options_;
  const std::shared_ptr<const KeySet> keys_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, Known> known_;  // guarded by mutex_
};

// UNAUTHENTICATED/BAD_CREDENTIALS.
base::Status bad_credentials(std::string message);

}  // namespace slipway::serve
