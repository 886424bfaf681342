#include "service/security_config.h"

#include <fmt/format.h>

namespace slipway::service {

using base::FieldType;
using base::Result;
using base::Status;
using base::Value;

namespace {

Status bad(std::string message, const Value& value) {
  return base::invalid_argument("BAD_VALUE", std::move(message)).at(value.place());
}

// {team: ["predict:churn"]}
Status read_roles(const Value& value, JwtConfig& config) {
  if (value.is_null()) return {};
  if (value.as_map() == nullptr)
    return bad("roles must be a map from names to lists of grants", value);
  for (const auto& [role, granted] : *value.as_map()) {
    if (granted.as_list() == nullptr)
      return bad(fmt::format("role {} must be a list of grants", role), granted);
    for (const Value& each : *granted.as_list()) {
      const std::string* text = each.as_text();
      auto grant = serve::parse_grant(text == nullptr ? "" : *text);
      if (!grant.ok()) return grant.status().at(each.place());
      config.roles[role].push_back(*std::move(grant));
    }
  }
  return {};
}

Result<JwtConfig> read_jwt(const Value& value) {
  SLIPWAY_ASSIGN(const base::Settings settings, base::read_fields(jwt_fields(), value, "jwt"));
  JwtConfig config;
  config.place = value.place();
  config.jwks = settings.text("jwks"), config.issuer = settings.text("issuer");
  config.audiences = settings.list("audience");
  config.claim = settings.text("claim"), config.leeway = settings.duration("leeway");
  if (config.issuer.empty() || config.audiences.empty())
    return bad("jwt needs an issuer and an audience", value);
  if (config.leeway < base::Duration::zero()) return bad("leeway is no time", value);
  SLIPWAY_TRY(read_roles(settings.any("roles"), config));
  return config;
}

}  // namespace

const base::Fields& tls_fields() {
  static const base::Fields fields = {
      {"certificate", FieldType::kText, nullptr,
       "the server's certificate and those between it and its root, PEM; relative to this file"},
      {"key", FieldType::kText, nullptr, "the certificate's key, PEM, without a password"},
      {"client_ca", FieldType::kText, "",
       "clients must have a certificate of one of these (mutual TLS), PEM; left out: they need "
       "none"},
  };
  return fields;
}

const base::Fields& auth_fields() {
  static const base::Fields fields = {
      {"keys", FieldType::kText, "",
       "the file of hashes of API keys, a line a key, as `slipway key new` writes them"},
      {"jwt", FieldType::kAny, "", "JSON Web Tokens; left out: none are taken"},
      {"metrics", FieldType::kText, "admin", "who may read /metrics: admin (of *) or open"},
  };
  return fields;
}

const base::Fields& jwt_fields() {
  static const base::Fields fields = {
      {"jwks", FieldType::kText, nullptr,
       "the file of the keys that sign tokens, a JWKS: RSA for RS256, P-256 for ES256, oct for "
       "HS256"},
      {"issuer", FieldType::kText, nullptr, "what a token's iss must be"},
      {"audience", FieldType::kList, nullptr, "of these a token's aud must have one"},
      {"claim", FieldType::kText, "scope",
       "the claim that holds grants or roles, a text or a list; from a slash on a path: "
       "/realm_access/roles"},
      {"roles", FieldType::kAny, "", "what roles may: {team: [\"predict:churn\"]}"},
      {"leeway", FieldType::kDuration, "60s", "how far clocks may be apart"},
  };
  return fields;
}

Result<TlsConfig> read_tls(const Value& value) {
  SLIPWAY_ASSIGN(const base::Settings settings, base::read_fields(tls_fields(), value, "tls"));
  return TlsConfig{settings.text("certificate"), settings.text("key"), settings.text("client_ca"),
                   value.place()};
}

Result<AuthConfig> read_auth(const Value& value) {
  SLIPWAY_ASSIGN(const base::Settings settings, base::read_fields(auth_fields(), value, "auth"));
  AuthConfig config;
  config.place = value.place(), config.keys = settings.text("keys");
  const std::string& metrics = settings.text("metrics");
  if (metrics != "admin" && metrics != "open") return bad("metrics must be admin or open", value);
  config.metrics_open = metrics == "open";
  if (settings.given("jwt")) {
    SLIPWAY_ASSIGN(config.jwt, read_jwt(settings.any("jwt")));
  }
  if (config.keys.empty() && !config.jwt)
    return base::invalid_argument("NO_CREDENTIALS", "auth has neither keys nor jwt")
        .at(value.place())
        .remedy("name a file of keys: keys: keys.yaml");
  return config;
}

}  // namespace slipway::service
