// TLS as the server needs it, without its library: bytes from the socket go in, bytes for the socket come out. The
// module serve/tls has OpenSSL.
//
// Certificates: what the ports of a server prove themselves by, which may be replaced while they listen: connections
// stay as they are, new ones get the new certificate.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/kinds.h"
#include "base/status.h"

namespace slipway::serve {

// Texts of PEM files.
struct TlsPem {
  std::string certificate;  // the server's, then those between it and its root
  std::string key;
  std::string client_ca;  // if given, clients must have a certificate of one of these
};

// One connection. One thread at a time.
class TlsSession {
 public:
  enum class Step : std::uint8_t { kDone, kNeedsInput, kClosed, kFailed };
  virtual ~TlsSession();
  virtual void take(std::string_view received) = 0;  // from the socket
  // Plain bytes of what was taken: kDone, and `count` of them; kNeedsInput: there are no whole ones.
  // The handshake is a part of it.
  virtual Step read(std::span<char> into, std::size_t& count) = 0;
  virtual Step write(std::string_view plain) = 0;  // all of it; REQUIRES: something was read
  virtual void close() = 0;                        // says that no more is coming
  virtual std::string_view outgoing() const = 0;   // for the socket, after any of these
  virtual void sent() = 0;                         // all of outgoing()
};

// One certificate. Any thread.
class TlsContext {
 public:
  virtual ~TlsContext();
  virtual std::unique_ptr<TlsSession> session() const = 0;  // null: no memory
  virtual base::WallTime ends() const = 0;                  // when the certificate expires
};

class TlsKind {
 public:
  static constexpr const char* kKind = "tls";
  virtual ~TlsKind();
  // TLS 1.2 and later, HTTP/1.1 by ALPN. INVALID_ARGUMENT/BAD_CERTIFICATE says what does not fit.
  virtual base::Result<std::shared_ptr<const TlsContext>> make(const TlsPem& pem) const = 0;
};

base::Kinds<TlsKind>& tls_kinds();  // "openssl"

// Any thread.
class Certificates {
 public:
  explicit Certificates(const TlsKind& kind) : kind_(kind) {}

  // A failure changes nothing.
  base::Status replace(TlsPem pem);

  struct Held {
    TlsPem pem;
    std::shared_ptr<const TlsContext> context;
    std::uint64_t number = 0;  // of this certificate: 1, 2, …
  };
  std::shared_ptr<const Held> held() const;  // null: none yet

 private:
  const TlsKind& kind_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Held> held_;  // guarded by mutex_
};

}  // namespace slipway::serve
