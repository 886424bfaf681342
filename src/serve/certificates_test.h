// Certificates for tests, made when they run.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace slipway::serve {

struct MadeCertificate {
  std::shared_ptr<X509> certificate;
  std::shared_ptr<EVP_PKEY> key;

  std::string certificate_pem() const {
    return text([this](BIO* bio) { PEM_write_bio_X509(bio, certificate.get()); });
  }
  std::string key_pem(const char* password = nullptr) const {
    return text([this, password](BIO* bio) {
      PEM_write_bio_PKCS8PrivateKey(bio, key.get(),
                                    password == nullptr ? nullptr : EVP_aes_256_cbc(), nullptr, 0,
                                    nullptr, const_cast<char*>(password));
    });
  }

 private:
  template <class Write>
  static std::string text(Write write) {
    const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
    write(bio.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
  }
};

// Of "localhost" and 127.0.0.1, called `name`; without an issuer a root.
inline MadeCertificate make_certificate(const std::string& name,
                                        const MadeCertificate* issuer = nullptr,
                                        long ends_in_s = 3600) {
  std::uint32_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  MadeCertificate made{{X509_new(), X509_free}, {EVP_EC_gen("P-256"), EVP_PKEY_free}};
  X509* certificate = made.certificate.get();
  const MadeCertificate& parent = issuer == nullptr ? made : *issuer;
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), ends_in_s);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(parent.certificate.get()));
  X509_set_pubkey(certificate, made.key.get());
  X509V3_CTX context;
  X509V3_set_ctx(&context, parent.certificate.get(), certificate, nullptr, nullptr, 0);
  const auto extend = [&](int kind, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  };
  extend(NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
  extend(NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  X509_sign(certificate, parent.key.get(), EVP_sha256());
  return made;
}

}  // namespace slipway::serve
