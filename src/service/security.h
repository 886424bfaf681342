// Security: what a server proves itself by, and who may ask what of it, as slipway.yaml says; its files are read
// again when they change.
#pragma once

#include <memory>
#include <string>

#include "base/status.h"
#include "serve/guard.h"
#include "serve/tls.h"
#include "service/config.h"
#include "service/file_watch.h"

namespace slipway::service {

class Security {
 public:
  // Reads the files, and watches them from now on. `folder` is where relative paths start. Says in the log what a
  // configuration risks.
  static base::Result<std::unique_ptr<Security>> open(const ServeConfig& config,
                                                      const std::string& folder);

  const serve::Guard* guard() const { return guard_.get(); }                       // null: none
  const serve::Certificates* certificates() const { return certificates_.get(); }  // null: no TLS

 private:
  Security() = default;
  base::Status open_tls(const TlsConfig& config, const std::string& folder);
  base::Status open_auth(const AuthConfig& config, const std::string& folder);
  base::Status open_jwt(const JwtConfig& config, const std::string& folder);

  std::unique_ptr<serve::Certificates> certificates_;
  std::unique_ptr<serve::Guard> guard_;
  FileWatch watch_;  // last: it stops first
};

// Whether only this machine reaches the server.
bool on_loopback(const ServeConfig& config);

}  // namespace slipway::service
