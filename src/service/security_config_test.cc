#include "service/security_config.h"

#include <gtest/gtest.h>

#include "service/config.h"

namespace slipway::service {
namespace {

base::Result<Config> read(const std::string& serve) {
  return read_config("serve:\n" + serve, "slipway.yaml");
}
std::string wrong(const std::string& serve) { return read(serve).status().text(); }

TEST(SecurityConfig, EveryKeyIsRead) {
  const auto config = read(R"(
  admin: 127.0.0.1:8081
  errors: short
  tls: {certificate: a.pem, key: a.key, client_ca: clients.pem}
  auth:
    keys: keys.yaml
    metrics: open
    jwt:
      jwks: jwks.json
      issuer: https://id
      audience: [slipway, models]
      claim: /realm_access/roles
      roles: {team: ["predict:churn", "admin:*"]}
      leeway: 5s
)");
  ASSERT_TRUE(config.ok()) << config.status().text();
  const ServeConfig& serve = *config->serve;
  EXPECT_EQ(serve.admin_address, "127.0.0.1");
  EXPECT_EQ(serve.admin_port, 8081);
  EXPECT_EQ(serve.errors, "short");
  EXPECT_EQ(serve.tls->certificate, "a.pem");
  EXPECT_EQ(serve.tls->key, "a.key");
  EXPECT_EQ(serve.tls->client_ca, "clients.pem");
  EXPECT_EQ(serve.auth->keys, "keys.yaml");
  EXPECT_TRUE(serve.auth->metrics_open);
  const JwtConfig& jwt = *serve.auth->jwt;
  EXPECT_EQ(jwt.jwks, "jwks.json");
  EXPECT_EQ(jwt.issuer, "https://id");
  EXPECT_EQ(jwt.audiences, (std::vector<std::string>{"slipway", "models"}));
  EXPECT_EQ(jwt.claim, "/realm_access/roles");
  EXPECT_EQ(jwt.leeway, std::chrono::seconds(5));
  ASSERT_EQ(jwt.roles.at("team").size(), 2u);
  EXPECT_TRUE(jwt.roles.at("team")[1].prefix);
}

TEST(SecurityConfig, LeftOutThereIsNone) {
  const auto config = read("  http: 127.0.0.1:0\n");
  ASSERT_TRUE(config.ok());
  EXPECT_FALSE(config->serve->tls);
  EXPECT_FALSE(config->serve->auth);
  EXPECT_EQ(config->serve->admin_address, "");
  const auto keys = read("  auth: {keys: k}\n");
  ASSERT_TRUE(keys.ok());
  EXPECT_FALSE(keys->serve->auth->metrics_open);
  EXPECT_FALSE(keys->serve->auth->jwt);
}

TEST(SecurityConfig, WhatIsWrongHasItsPlace) {
  const auto has = [](const std::string& serve, const std::string& part) {
    EXPECT_NE(wrong(serve).find(part), std::string::npos) << wrong(serve);
  };
  has("  tls: {certificate: a}\n", "MISSING_KEY");
  has("  tls: {certificate: a, key: b, cert: c}\n", "UNKNOWN_KEY");
  has("  tls: yes\n", "slipway.yaml:2:8");
  has("  auth: {}\n", "NO_CREDENTIALS");
  has("  auth: {metrics: open}\n", "NO_CREDENTIALS");
  has("  auth: {keys: k, metrics: all}\n", "metrics must be admin or open");
  has("  auth: {jwt: {jwks: j, issuer: i}}\n", "MISSING_KEY");
  has("  auth: {jwt: {jwks: j, issuer: i, audience: []}}\n", "needs an issuer and an audience");
  has("  auth: {jwt: {jwks: j, issuer: \"\", audience: a}}\n", "needs an issuer and an audience");
  has("  auth: {jwt: {jwks: j, issuer: i, audience: a, roles: {t: [write]}}}\n", "BAD_GRANT");
  has("  auth: {jwt: {jwks: j, issuer: i, audience: a, roles: {t: [7]}}}\n", "BAD_GRANT");
  has("  auth: {jwt: {jwks: j, issuer: i, audience: a, roles: {t: x}}}\n", "must be a list");
  has("  auth: {jwt: {jwks: j, issuer: i, audience: a, roles: [t]}}\n", "roles must be a map");
  has("  auth: {jwt: {jwks: j, issuer: i, audience: a, leeway: -1s}}\n", "leeway");
  has("  admin: here\n", "BAD_ADDRESS");
  has("  errors: long\n", "errors must be full or short");
}

}  // namespace
}  // namespace slipway::service
