#include "serve/grpc/grpc_tls.h"

#include <atomic>

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

namespace slipway::serve {
namespace {

// grpc++ has no credentials that change and keep the old certificate where a new one is broken; the C core has.
class FreshCredentials final : public grpc::ServerCredentials {
 public:
  explicit FreshCredentials(const Certificates& certificates)
      : certificates_(certificates),
        credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                certificates.held()->pem.client_ca.empty()
                    ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                    : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY,
                fetch, this))) {}
  ~FreshCredentials() override { grpc_server_credentials_release(credentials_); }
  FreshCredentials(const FreshCredentials&) = delete;
  FreshCredentials& operator=(const FreshCredentials&) = delete;

  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  // Called before each handshake.
  static grpc_ssl_certificate_config_reload_status fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    auto& credentials = *static_cast<FreshCredentials*>(self);
    const auto held = credentials.certificates_.held();
    if (credentials.number_.exchange(held->number) == held->number)
      return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const TlsPem& pem = held->pem;
    const grpc_ssl_pem_key_cert_pair pair = {pem.key.c_str(), pem.certificate.c_str()};
    // The core wants roots even where it asks no client for a certificate, and then does not use them.
    const std::string& roots = pem.client_ca.empty() ? pem.certificate : pem.client_ca;
    *config = grpc_ssl_server_certificate_config_create(roots.c_str(), &pair, 1);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const Certificates& certificates_;
  std::atomic<std::uint64_t> number_{0};  // of the certificate that was fetched last
  grpc_server_credentials* const credentials_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> grpc_tls_credentials(const Certificates& certificates) {
  return std::make_shared<FreshCredentials>(certificates);
}

}  // namespace slipway::serve
