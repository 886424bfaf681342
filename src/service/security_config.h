// What slipway.yaml says below `serve: tls:` and `serve: auth:`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/status.h"
#include "base/value.h"
#include "serve/caller.h"

namespace slipway::service {

struct TlsConfig {
  std::string certificate, key;
  std::string client_ca;  // empty: clients need no certificate
  std::string place;
};

struct JwtConfig {
  std::string jwks, issuer, claim, place;
  std::vector<std::string> audiences;
  std::map<std::string, std::vector<serve::Grant>, std::less<>> roles;
  base::Duration leeway{};
};

struct AuthConfig {
  std::string keys;  // empty: none
  std::optional<JwtConfig> jwt;
  bool metrics_open = false;
  std::string place;
};

base::Result<TlsConfig> read_tls(const base::Value& value);
// INVALID_ARGUMENT/NO_CREDENTIALS if there are neither keys nor tokens; BAD_GRANT.
base::Result<AuthConfig> read_auth(const base::Value& value);

const base::Fields& tls_fields();
const base::Fields& auth_fields();
const base::Fields& jwt_fields();

}  // namespace slipway::service
