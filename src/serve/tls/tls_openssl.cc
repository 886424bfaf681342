// OpenSSL behind serve/tls.h: bytes go in and out through memory, sockets are the server's.
#include <ctime>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "serve/tls.h"

namespace slipway::serve {

using base::Result;
using base::Status;

namespace {

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Free<SSL_free>>;

// The library's last word, which is forgotten.
Status bad(const char* what) {
  const char* why = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return base::invalid_argument("BAD_CERTIFICATE",
                                why == nullptr ? what : fmt::format("{}: {}", what, why));
}

Bio open_text(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

int no_password(char*, int, int, void*) { return -1; }  // else OpenSSL asks at the terminal

// Calls `each` for every certificate of the text. False: there is none, one is broken, or `each` failed.
template <class Each>
bool each_certificate(const std::string& text, Each each) {
  const Bio bio = open_text(text);
  bool any = false;
  while (Certificate one{PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr)}) {
    if (!each(std::move(one))) return false;
    any = true;
  }
  if (any && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) {
    ERR_clear_error();
    return true;
  }
  return false;
}

Status use_certificate(SSL_CTX* context, const TlsPem& pem) {
  bool first = true;
  const bool used = each_certificate(pem.certificate, [&](Certificate one) {
    if (std::exchange(first, false)) return SSL_CTX_use_certificate(context, one.get()) == 1;
    return SSL_CTX_add0_chain_cert(context, one.get()) == 1 && (one.release(), true);
  });
  if (!used) return bad("the certificate can't be used");
  const Bio bio = open_text(pem.key);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  if (key == nullptr) return bad("the key can't be read, or needs a password");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    return bad("the key is not that of the certificate");
  return {};
}

Status demand_certificates(SSL_CTX* context, const std::string& client_ca) {
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  const bool added = each_certificate(client_ca, [&](const Certificate& one) {
    return X509_STORE_add_cert(store, one.get()) == 1 &&
           SSL_CTX_add_client_CA(context, one.get()) == 1;
  });
  if (!added) return bad("the certificates of client_ca can't be used");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return {};
}

constexpr unsigned char kHttp11[] = "\x08http/1.1";

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kHttp11, sizeof kHttp11 - 1, offered,
                            offered_size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

class OpensslSession final : public TlsSession {
 public:
  explicit OpensslSession(Ssl ssl)
      : ssl_(std::move(ssl)), in_(SSL_get_rbio(ssl_.get())), out_(SSL_get_wbio(ssl_.get())) {}

  void take(std::string_view received) override {
    BIO_write(in_, received.data(), static_cast<int>(received.size()));
  }

  Step read(std::span<char> into, std::size_t& count) override {
    ERR_clear_error();
    count = 0;
    const int done = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
    return step(done);
  }

  Step write(std::string_view plain) override {
    ERR_clear_error();
    std::size_t count = 0;
    return step(SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &count));
  }

  void close() override {
    if (SSL_in_init(ssl_.get()) == 0) SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }

  std::string_view outgoing() const override {
    char* data = nullptr;
    const long size = BIO_get_mem_data(out_, &data);
    return size > 0 ? std::string_view(data, static_cast<std::size_t>(size)) : std::string_view();
  }

  void sent() override { BIO_reset(out_); }

 private:
  Step step(int done) {
    if (done == 1) return Step::kDone;
    switch (SSL_get_error(ssl_.get(), done)) {
      case SSL_ERROR_WANT_READ:
        return Step::kNeedsInput;
      case SSL_ERROR_ZERO_RETURN:
        return Step::kClosed;
      default:
        ERR_clear_error();
        return Step::kFailed;
    }
  }

  const Ssl ssl_;
  BIO* const in_;  // these two: ssl_'s
  BIO* const out_;
};

class OpensslContext final : public TlsContext {
 public:
  explicit OpensslContext(Context context) : context_(std::move(context)) {}

  std::unique_ptr<TlsSession> session() const override {
    Ssl ssl(SSL_new(context_.get()));
    Bio in(BIO_new(BIO_s_mem())), out(BIO_new(BIO_s_mem()));
    if (ssl == nullptr || in == nullptr || out == nullptr) return nullptr;
    BIO_set_mem_eof_return(in.get(), -1);  // no bytes yet is no end
    SSL_set_bio(ssl.get(), in.release(), out.release());
    SSL_set_accept_state(ssl.get());
    return std::make_unique<OpensslSession>(std::move(ssl));
  }

  base::WallTime ends() const override {
    std::tm time{};
    ASN1_TIME_to_tm(X509_get0_notAfter(SSL_CTX_get0_certificate(context_.get())), &time);
    return base::WallTime(std::chrono::seconds(timegm(&time)));
  }

 private:
  const Context context_;
};

class OpensslKind final : public TlsKind {
 public:
  Result<std::shared_ptr<const TlsContext>> make(const TlsPem& pem) const override {
    Context context(SSL_CTX_new(TLS_server_method()));
    if (context == nullptr) return bad("OpenSSL can't start");
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                           SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);  // an idle connection is small
    SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
    constexpr unsigned char kId[] = "slipway";  // without it no session is resumed with client_ca
    SSL_CTX_set_session_id_context(context.get(), kId, sizeof kId - 1);
    if (SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)  // of TLS 1.2
      return bad("OpenSSL has no ciphers");
    SLIPWAY_TRY(use_certificate(context.get(), pem));
    if (!pem.client_ca.empty()) SLIPWAY_TRY(demand_certificates(context.get(), pem.client_ca));
    return std::make_shared<const OpensslContext>(std::move(context));
  }
};

Status register_openssl(base::Kinds<TlsKind>& kinds) {
  return kinds.add("openssl", std::make_unique<OpensslKind>());
}

}  // namespace
}  // namespace slipway::serve

SLIPWAY_MODULE(slipway::serve::TlsKind, slipway::serve::register_openssl)
