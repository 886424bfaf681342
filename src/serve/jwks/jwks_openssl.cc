// JWKS files (RFC 7517) and the three signatures (RFC 7518) by OpenSSL.
#include <vector>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <simdjson.h>

#include "base/base64.h"
#include "serve/key_set.h"

namespace slipway::serve {

using base::Result;
using base::Status;
using Object = simdjson::dom::object;

namespace {

constexpr std::size_t kKeysMax = 64;
constexpr int kRsaBitsMin = 2048, kRsaBitsMax = 8192;
constexpr std::size_t kSecretBytesMin = 32, kFieldBytes = 32;  // SHA-256's; a coordinate of P-256

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using PublicKey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr));
}

PublicKey key_of(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return PublicKey(key);
}

PublicKey rsa_key(const std::string& modulus, const std::string& exponent) {
  const Builder builder(OSSL_PARAM_BLD_new());
  const Number n = number_of(modulus), e = number_of(exponent);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  PublicKey key = key_of("RSA", builder.get());
  const int bits = key == nullptr ? 0 : EVP_PKEY_get_bits(key.get());
  return bits >= kRsaBitsMin && bits <= kRsaBitsMax ? std::move(key) : nullptr;
}

PublicKey ec_key(const std::string& x, const std::string& y) {
  if (x.size() != kFieldBytes || y.size() != kFieldBytes) return nullptr;
  const std::string point = "\x04" + x + y;  // not compressed
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return key_of("EC", builder.get());
}

struct SigningKey {
  TokenAlgorithm algorithm = TokenAlgorithm::kHs256;
  std::string id;
  std::string secret;  // of HS256
  PublicKey key;       // of the others
};

bool digest_verifies(EVP_PKEY* key, std::string_view bytes, std::string_view signature) {
  const DigestContext context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(bytes),
                          bytes.size()) == 1;
}

// A token has r and s one behind the other; OpenSSL wants them in DER.
bool ec_verifies(EVP_PKEY* key, std::string_view bytes, std::string_view signature) {
  if (signature.size() != 2 * kFieldBytes) return false;
  const EcSignature parts(ECDSA_SIG_new());
  Number r = number_of(signature.substr(0, kFieldBytes));
  Number s = number_of(signature.substr(kFieldBytes));
  if (ECDSA_SIG_set0(parts.get(), r.get(), s.get()) != 1) return false;
  r.release(), s.release();  // they are of `parts` now
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &der);
  if (size <= 0) return false;
  const std::string encoded(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return digest_verifies(key, bytes, encoded);
}

bool secret_verifies(const std::string& secret, std::string_view bytes,
                     std::string_view signature) {
  unsigned char made[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), raw(bytes), bytes.size(),
           made, &size) == nullptr)
    return false;
  return signature.size() == size && CRYPTO_memcmp(made, signature.data(), size) == 0;
}

class OpensslKeySet final : public KeySet {
 public:
  explicit OpensslKeySet(std::vector<SigningKey> keys) : keys_(std::move(keys)) {}

  bool verifies(TokenAlgorithm algorithm, std::string_view kid, std::string_view bytes,
                std::string_view signature) const override {
    for (const SigningKey& key : keys_) {
      if (key.algorithm != algorithm) continue;
      if (!kid.empty() && !key.id.empty() && key.id != kid) continue;
      if (verifies(key, bytes, signature)) return true;
    }
    ERR_clear_error();
    return false;
  }

 private:
  static bool verifies(const SigningKey& key, std::string_view bytes, std::string_view signature) {
    switch (key.algorithm) {
      case TokenAlgorithm::kHs256:
        return secret_verifies(key.secret, bytes, signature);
      case TokenAlgorithm::kRs256:
        return digest_verifies(key.key.get(), bytes, signature);
      case TokenAlgorithm::kEs256:
        return ec_verifies(key.key.get(), bytes, signature);
    }
    return false;
  }

  const std::vector<SigningKey> keys_;
};

std::string_view text_of(const Object& object, std::string_view name) {
  std::string_view text;
  return object[name].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::string bytes_of(const Object& object, std::string_view name) {
  std::string bytes;
  return base::from_base64url(text_of(object, name), bytes) ? bytes : std::string();
}

// Whether it is a key of this algorithm that signs.
bool fits(const Object& json, std::string_view algorithm) {
  const std::string_view use = text_of(json, "use"), told = text_of(json, "alg");
  return (use.empty() || use == "sig") && (told.empty() || told == algorithm);
}

// Adds the key if it is of use here. False: it is broken or too weak.
bool read_key(const Object& json, std::vector<SigningKey>& keys) {
  const std::string_view type = text_of(json, "kty");
  SigningKey key;
  key.id = text_of(json, "kid");
  if (type == "RSA" && fits(json, "RS256")) {
    key.algorithm = TokenAlgorithm::kRs256;
    key.key = rsa_key(bytes_of(json, "n"), bytes_of(json, "e"));
  } else if (type == "EC" && text_of(json, "crv") == "P-256" && fits(json, "ES256")) {
    key.algorithm = TokenAlgorithm::kEs256;
    key.key = ec_key(bytes_of(json, "x"), bytes_of(json, "y"));
  } else if (type == "oct" && fits(json, "HS256")) {
    key.secret = bytes_of(json, "k");
    if (key.secret.size() < kSecretBytesMin) return false;
  } else {
    return true;
  }
  if (key.algorithm != TokenAlgorithm::kHs256 && key.key == nullptr) return false;
  keys.push_back(std::move(key));
  return true;
}

class JwksKind final : public KeySetKind {
 public:
  Result<std::shared_ptr<const KeySet>> read(std::string_view json) const override {
    const auto bad = [](std::string message) {
      ERR_clear_error();
      return base::invalid_argument("BAD_JWKS", std::move(message));
    };
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    if (parser.parse(json.data(), json.size())["keys"].get(list) != simdjson::SUCCESS)
      return bad("this is no JWKS: {\"keys\": […]}");
    if (list.size() > kKeysMax) return bad(fmt::format("there are more than {} keys", kKeysMax));
    std::vector<SigningKey> keys;
    std::size_t index = 0;
    for (const simdjson::dom::element element : list) {
      Object key;
      if (element.get(key) != simdjson::SUCCESS || !read_key(key, keys))
        return bad(fmt::format("key {} is broken, or too weak", index));
      ++index;
    }
    if (keys.empty()) return bad("there is no key for RS256, ES256 or HS256");
    return std::make_shared<const OpensslKeySet>(std::move(keys));
  }
};

Status register_jwks(base::Kinds<KeySetKind>& kinds) {
  return kinds.add("jwks", std::make_unique<JwksKind>());
}

}  // namespace
}  // namespace slipway::serve

SLIPWAY_MODULE(slipway::serve::KeySetKind, slipway::serve::register_jwks)
