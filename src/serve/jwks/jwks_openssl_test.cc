// Keys made here, their JWKS, and what they sign. That other libraries' tokens are understood: tests/clients.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include "base/base64.h"
#include "serve/key_set.h"

namespace slipway::serve {
namespace {

const std::string kBytes = "header.claims";
const std::string kSecret(32, 's');

using Key = std::shared_ptr<EVP_PKEY>;

Key rsa(unsigned bits) { return {EVP_RSA_gen(bits), EVP_PKEY_free}; }
Key ec(const char* curve) { return {EVP_EC_gen(curve), EVP_PKEY_free}; }

// A number of the key, as base64url of `size` bytes, or as few as it has.
std::string number(const Key& key, const char* name, int size = 0) {
  BIGNUM* value = nullptr;
  EVP_PKEY_get_bn_param(key.get(), name, &value);
  std::string bytes(static_cast<std::size_t>(size == 0 ? BN_num_bytes(value) : size), '\0');
  BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()),
               static_cast<int>(bytes.size()));
  BN_free(value);
  return base::to_base64url(bytes);
}
std::string rsa_jwk(const Key& key, const std::string& more = {}) {
  return fmt::format(R"({{"kty":"RSA","n":"{}","e":"{}"{}}})", number(key, OSSL_PKEY_PARAM_RSA_N),
                     number(key, OSSL_PKEY_PARAM_RSA_E), more);
}
std::string ec_jwk(const Key& key, const std::string& more = {}) {
  return fmt::format(R"({{"kty":"EC","crv":"P-256","x":"{}","y":"{}"{}}})",
                     number(key, OSSL_PKEY_PARAM_EC_PUB_X, 32),
                     number(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32), more);
}
std::string oct_jwk(const std::string& secret, const std::string& more = {}) {
  return fmt::format(R"({{"kty":"oct","k":"{}"{}}})", base::to_base64url(secret), more);
}

std::string sign(const Key& key, const EVP_MD* digest = EVP_sha256()) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key.get());
  std::string made(1024, '\0');
  std::size_t size = made.size();
  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size,
                 reinterpret_cast<const unsigned char*>(kBytes.data()), kBytes.size());
  made.resize(size);
  return made;
}
// r and s one behind the other, as tokens have them.
std::string ec_sign(const Key& key) {
  const std::string der = sign(key);
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* parts = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  std::string made(64, '\0');
  auto* out = reinterpret_cast<unsigned char*>(made.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(parts), out, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(parts), out + 32, 32);
  ECDSA_SIG_free(parts);
  return made;
}
std::string mac(const std::string& secret) {
  std::string made(32, '\0');
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(kBytes.data()), kBytes.size(),
       reinterpret_cast<unsigned char*>(made.data()), nullptr);
  return made;
}

base::Result<std::shared_ptr<const KeySet>> read(const std::string& keys) {
  const auto kind = key_sets().find("jwks");
  EXPECT_TRUE(kind.ok()) << kind.status().text();
  return (*kind)->read("{\"keys\":[" + keys + "]}");
}
std::string refused(const std::string& keys) {
  const auto set = read(keys);
  if (set.ok()) return "not refused";
  EXPECT_STREQ(set.status().reason(), "BAD_JWKS");
  return set.status().message();
}

class JwksTest : public ::testing::Test {
 protected:
  static inline const Key rsa_ = rsa(2048), other_rsa_ = rsa(2048), ec_ = ec("P-256"),
                          other_ec_ = ec("P-256");
  const std::string all_ = rsa_jwk(rsa_, R"(,"kid":"r","use":"sig","alg":"RS256")") + "," +
                           ec_jwk(ec_, R"(,"kid":"e")") + "," + oct_jwk(kSecret);
};

TEST_F(JwksTest, EachSignatureIsVerifiedByItsOwnKey) {
  const auto set = read(all_);
  ASSERT_TRUE(set.ok()) << set.status().text();
  using enum TokenAlgorithm;
  const std::pair<TokenAlgorithm, std::string> good[] = {
      {kRs256, sign(rsa_)}, {kEs256, ec_sign(ec_)}, {kHs256, mac(kSecret)}};
  for (const auto& [algorithm, signature] : good) {
    EXPECT_TRUE((*set)->verifies(algorithm, "", kBytes, signature));
    EXPECT_FALSE((*set)->verifies(algorithm, "", kBytes + "x", signature));
    for (std::size_t i = 0; i < signature.size(); i += 7) {
      std::string other = signature;
      other[i] = static_cast<char>(other[i] ^ 1);
      EXPECT_FALSE((*set)->verifies(algorithm, "", kBytes, other)) << i;
    }
    for (const std::string& other : {std::string(), std::string("\0", 1), signature + "x",
                                     signature.substr(1), std::string(64, '\0')})
      EXPECT_FALSE((*set)->verifies(algorithm, "", kBytes, other));
    for (const TokenAlgorithm other : {kRs256, kEs256, kHs256})
      EXPECT_EQ((*set)->verifies(other, "", kBytes, signature), other == algorithm);
  }
  EXPECT_FALSE((*set)->verifies(kRs256, "", kBytes, sign(other_rsa_)));
  EXPECT_FALSE((*set)->verifies(kRs256, "", kBytes, sign(rsa_, EVP_sha512())));
  EXPECT_FALSE((*set)->verifies(kEs256, "", kBytes, ec_sign(other_ec_)));
  EXPECT_FALSE((*set)->verifies(kEs256, "", kBytes, sign(ec_))) << "DER is no signature of a token";
}

// The public key as the secret of HS256: what makes of a key that everybody has one that signs.
TEST_F(JwksTest, APublicKeyIsNoSecret) {
  const auto set = read(rsa_jwk(rsa_));
  ASSERT_TRUE(set.ok());
  for (const std::string& secret : {number(rsa_, OSSL_PKEY_PARAM_RSA_N), rsa_jwk(rsa_)})
    EXPECT_FALSE((*set)->verifies(TokenAlgorithm::kHs256, "", kBytes, mac(secret)));
}

TEST_F(JwksTest, AnIdChoosesTheKeyWhereThereIsOne) {
  const auto set = read(rsa_jwk(rsa_, R"(,"kid":"new")") + "," +
                        rsa_jwk(other_rsa_, R"(,"kid":"old")") + "," + oct_jwk(kSecret));
  ASSERT_TRUE(set.ok());
  const auto by = [&](const char* kid) {
    return (*set)->verifies(TokenAlgorithm::kRs256, kid, kBytes, sign(other_rsa_));
  };
  EXPECT_TRUE(by("old"));
  EXPECT_TRUE(by(""));
  EXPECT_FALSE(by("new"));
  EXPECT_FALSE(by("none"));
  EXPECT_TRUE((*set)->verifies(TokenAlgorithm::kHs256, "any", kBytes, mac(kSecret)))
      << "a key without an id is anybody's";
}

TEST_F(JwksTest, KeysForOtherPurposesAreLeftOut) {
  const auto set =
      read(rsa_jwk(rsa_, R"(,"use":"enc")") + "," + rsa_jwk(rsa_, R"(,"alg":"PS256")") + "," +
           R"({"kty":"OKP","crv":"Ed25519","x":"AA"},{"kty":"EC","crv":"P-384"},)" + ec_jwk(ec_));
  ASSERT_TRUE(set.ok()) << set.status().text();
  EXPECT_FALSE((*set)->verifies(TokenAlgorithm::kRs256, "", kBytes, sign(rsa_)));
  EXPECT_TRUE((*set)->verifies(TokenAlgorithm::kEs256, "", kBytes, ec_sign(ec_)));
}

TEST_F(JwksTest, BrokenAndWeakKeysAreRefused) {
  for (const std::string& key :
       {rsa_jwk(rsa(1024)), oct_jwk(std::string(31, 's')), std::string(R"({"kty":"oct"})"),
        std::string(R"({"kty":"RSA","n":"AQAB","e":"AQAB"})"), std::string(R"({"kty":"RSA"})"),
        std::string(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})"),
        fmt::format(R"({{"kty":"EC","crv":"P-256","x":"{0}","y":"{0}"}})",
                    base::to_base64url(std::string(32, 'x'))),  // no point of the curve
        std::string("7")})
    EXPECT_EQ(refused(oct_jwk(kSecret) + "," + key), "key 1 is broken, or too weak") << key;
  EXPECT_EQ(refused(""), "there is no key for RS256, ES256 or HS256");
  EXPECT_EQ(refused(R"({"kty":"OKP"})"), "there is no key for RS256, ES256 or HS256");
  EXPECT_EQ(refused("{"), "this is no JWKS: {\"keys\": […]}");
  std::string many = oct_jwk(kSecret);
  for (int i = 0; i < 64; ++i) many += "," + oct_jwk(kSecret);
  EXPECT_EQ(refused(many), "there are more than 64 keys");
}

}  // namespace
}  // namespace slipway::serve
