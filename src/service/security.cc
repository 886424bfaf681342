#include "service/security.h"

#include <fmt/format.h>

#include "base/log.h"
#include "connect/connect.h"
#include "storage/storage.h"

namespace slipway::service {

using base::Result;
using base::Status;

namespace {

constexpr std::uint64_t kFileBytesMax = 4u << 20;

Result<std::string> text_of(const std::string& path) {
  SLIPWAY_ASSIGN(const auto reader, storage::open_reader(path));
  return base::read_all(*reader, kFileBytesMax);
}

bool is_loopback(const std::string& address) {
  return address.empty() || address == "localhost" || address == "::1" ||
         address.starts_with("127.");
}

void warn(std::string_view text) { base::log(base::LogLevel::kWarning, "service", text); }

void say_risks(const ServeConfig& config) {
  if (on_loopback(config)) return;
  if (config.auth && !config.tls)
    warn(
        "keys and tokens travel unencrypted to an address that is not only this machine's: set "
        "serve: tls:");
  if (!config.auth && (config.control || !is_loopback(config.admin_address)))
    warn("whoever reaches the server may administer it: set serve: auth:");
}

}  // namespace

bool on_loopback(const ServeConfig& config) {
  return is_loopback(config.address) && is_loopback(config.grpc_address) &&
         is_loopback(config.admin_address);
}

Result<std::unique_ptr<Security>> Security::open(const ServeConfig& config,
                                                 const std::string& folder) {
  std::unique_ptr<Security> security(new Security);
  if (config.tls) SLIPWAY_TRY(security->open_tls(*config.tls, folder));
  if (config.auth) SLIPWAY_TRY(security->open_auth(*config.auth, folder));
  say_risks(config);
  security->watch_.start(config.reload);
  return security;
}

Status Security::open_tls(const TlsConfig& config, const std::string& folder) {
  SLIPWAY_ASSIGN(const serve::TlsKind* kind, serve::tls_kinds().find("openssl"));
  certificates_ = std::make_unique<serve::Certificates>(*kind);
  std::vector<std::string> files = {connect::resolve_path(folder, config.certificate),
                                    connect::resolve_path(folder, config.key)};
  if (!config.client_ca.empty()) files.push_back(connect::resolve_path(folder, config.client_ca));
  const auto load = [this, files]() -> Status {
    serve::TlsPem pem;
    SLIPWAY_ASSIGN(pem.certificate, text_of(files[0]));
    SLIPWAY_ASSIGN(pem.key, text_of(files[1]));
    if (files.size() > 2) {
      SLIPWAY_ASSIGN(pem.client_ca, text_of(files[2]));
      if (pem.client_ca.empty())  // it would let everybody in
        return base::invalid_argument("BAD_CERTIFICATE", "the file is empty").at(files[2]);
    }
    SLIPWAY_TRY(certificates_->replace(std::move(pem)));
    const base::WallTime ends = certificates_->held()->context->ends();
    if (ends < base::system_clock().wall()) warn("the certificate has expired: " + files[0]);
    return {};
  };
  return watch_.add(files, load).at(config.place);
}

Status Security::open_auth(const AuthConfig& config, const std::string& folder) {
  guard_ = std::make_unique<serve::Guard>(base::system_clock());
  if (!config.keys.empty()) {
    const std::string file = connect::resolve_path(folder, config.keys);
    const auto load = [this, file]() -> Status {
      SLIPWAY_ASSIGN(const std::string text, text_of(file));
      SLIPWAY_ASSIGN(auto keys, serve::ApiKeys::read(text, file));
      guard_->set_keys(std::make_shared<const serve::ApiKeys>(std::move(keys)));
      return {};
    };
    SLIPWAY_TRY(watch_.add({file}, load).at(config.place));
  }
  return config.jwt ? open_jwt(*config.jwt, folder) : Status();
}

Status Security::open_jwt(const JwtConfig& config, const std::string& folder) {
  SLIPWAY_ASSIGN(const serve::KeySetKind* kind, serve::key_sets().find("jwks"));
  const std::string file = connect::resolve_path(folder, config.jwks);
  const serve::TokenOptions options = {.issuer = config.issuer,
                                       .audiences = config.audiences,
                                       .claim = config.claim,
                                       .roles = config.roles,
                                       .leeway = config.leeway};
  const auto load = [this, file, options, kind]() -> Status {
    SLIPWAY_ASSIGN(const std::string text, text_of(file));
    auto keys = kind->read(text);
    if (!keys.ok()) return keys.status().at(file);
    guard_->set_tokens(std::make_shared<const serve::Tokens>(options, *std::move(keys)));
    return {};
  };
  return watch_.add({file}, load).at(config.place);
}

}  // namespace slipway::service
