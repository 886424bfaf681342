// Tokens: JSON Web Tokens (RFC 7519) as credentials, with the checks of RFC 8725. A token is signed by HS256, RS256
// or ES256 with a key of the set that is of that algorithm; it ends (exp), has begun (nbf), comes from the
// issuer and is meant for the audience that are configured. Its grants stand in one claim.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
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

// Immutable: any thread.
class Tokens {
 public:
  Tokens(TokenOptions options, std::shared_ptr<const KeySet> keys)
      : options_(std::move(options)), keys_(std::move(keys)) {}

  // UNAUTHENTICATED/BAD_CREDENTIALS says why not.
  base::Result<CallerPtr> check(std::string_view token, base::WallTime now) const;

 private:
  const TokenOptions options_;
  const std::shared_ptr<const KeySet> keys_;
};

// UNAUTHENTICATED/BAD_CREDENTIALS.
base::Status bad_credentials(std::string message);

}  // namespace slipway::serve
