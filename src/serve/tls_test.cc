#include "serve/tls.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

class ToyContext final : public TlsContext {
  std::unique_ptr<TlsSession> session() const override { return nullptr; }
  base::WallTime ends() const override { return {}; }
};

class ToyKind final : public TlsKind {
  base::Result<std::shared_ptr<const TlsContext>> make(const TlsPem& pem) const override {
    if (pem.key != "good") return base::invalid_argument("BAD_CERTIFICATE", "no");
    return std::make_shared<const ToyContext>();
  }
};

TEST(Certificates, ABrokenOneChangesNothing) {
  const ToyKind kind;
  Certificates certificates(kind);
  EXPECT_EQ(certificates.held(), nullptr);
  EXPECT_FALSE(certificates.replace({.certificate = "x", .key = "bad"}).ok());
  EXPECT_EQ(certificates.held(), nullptr);
  ASSERT_TRUE(certificates.replace({.certificate = "a", .key = "good"}).ok());
  const auto first = certificates.held();
  EXPECT_FALSE(certificates.replace({.certificate = "b", .key = "bad"}).ok());
  EXPECT_EQ(certificates.held(), first);
  ASSERT_TRUE(certificates.replace({.certificate = "b", .key = "good"}).ok());
  EXPECT_EQ(certificates.held()->number, 2u);
  EXPECT_EQ(certificates.held()->pem.certificate, "b");
  EXPECT_EQ(first->pem.certificate, "a");
}

TEST(TlsKinds, TheModuleIsKnownByName) {
  EXPECT_EQ(tls_kinds().names(), std::vector<std::string>{"openssl"});
}

}  // namespace
}  // namespace slipway::serve
