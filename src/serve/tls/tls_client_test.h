// A TLS client that says exactly the bytes it is told to, over a socket that gives up after ten seconds.
#pragma once

#include <csignal>
#include <string>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "serve/certificates_test.h"
#include "serve/fakes_test.h"

namespace slipway::serve {

struct TlsClientOptions {
  const MadeCertificate* trusts = nullptr;  // null: anybody
  const MadeCertificate* shows = nullptr;   // null: no certificate
  int version_max = 0;                      // 0: the newest
  std::string protocols;                    // of ALPN, as OpenSSL wants them
};

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, const TlsClientOptions& options = {})
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)),
        context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets that are closed
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    if (options.trusts != nullptr) {
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()),
                          options.trusts->certificate.get());
      SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    }
    if (options.shows != nullptr) {
      SSL_CTX_use_certificate(context_.get(), options.shows->certificate.get());
      SSL_CTX_use_PrivateKey(context_.get(), options.shows->key.get());
    }
    if (options.version_max != 0) {
      SSL_CTX_set_security_level(context_.get(), 0);
      SSL_CTX_set_max_proto_version(context_.get(), options.version_max);
    }
    if (!options.protocols.empty()) {
      SSL_CTX_set_alpn_protos(context_.get(),
                              reinterpret_cast<const unsigned char*>(options.protocols.data()),
                              static_cast<unsigned>(options.protocols.size()));
    }
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_);
    connected_ = SSL_connect(ssl_.get()) == 1;
    ERR_clear_error();
  }
  ~TlsClient() { ::close(socket_); }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool connected() const { return connected_; }
  SSL* ssl() const { return ssl_.get(); }
  int socket() const { return socket_; }
  std::string server_name() const {  // of its certificate
    const std::unique_ptr<X509, void (*)(X509*)> certificate(SSL_get1_peer_certificate(ssl_.get()),
                                                             X509_free);
    char name[100] = {};
    if (certificate != nullptr)
      X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name,
                                sizeof name);
    return name;
  }
  bool send(const std::string& bytes) {
    std::size_t sent = 0;
    return SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent) == 1 && sent == bytes.size();
  }
  std::string receive_until(const std::string& mark) {  // or the end
    std::string all;
    char block[4096];
    std::size_t count = 0;
    while (all.find(mark) == std::string::npos &&
           SSL_read_ex(ssl_.get(), block, sizeof block, &count) == 1)
      all.append(block, count);
    return all;
  }
  std::string receive_all() { return receive_until("\x01never\x01"); }
  // Whether the server said that it closes.
  bool told_goodbye() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  void say_no_more() { SSL_shutdown(ssl_.get()); }

 private:
  const int socket_;
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_{nullptr, SSL_free};
  bool connected_ = false;
};

}  // namespace slipway::serve
