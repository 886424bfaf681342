// Keys and their file. Certificates and tokens against real clients: tests/clients/security.py.
#include "service/security.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "service/new_key.h"
#include "service/service_test.h"

namespace slipway::service {
namespace {

class SecurityTest : public ::testing::Test {
 protected:
  base::Result<std::unique_ptr<Security>> open(const std::string& serve) const {
    auto config = read_config("serve: {reload: 1ms, " + serve + "}\n", work_ / "slipway.yaml");
    EXPECT_TRUE(config.ok()) << config.status().text();
    return Security::open(*config->serve, config->folder);
  }
  std::string failure(const std::string& serve) const {
    const auto opened = open(serve);
    return opened.ok() ? "none" : opened.status().text();
  }
  static bool knows(const Security& security, const std::string& key) {
    return security.guard()->identify("", key)->known().ok();
  }
  // At once: a file that is cut off and then written is seen empty in between, if this thread rests there.
  void replace(const std::string& file, const std::string& text) {
    work_.write("new", text);
    std::filesystem::rename(work_ / "new", work_ / file);
  }
  template <class Done>
  static bool wait_for(Done done) {
    for (int i = 0; i < 10'000; ++i) {
      if (done()) return true;
      base::system_clock().sleep(std::chrono::milliseconds(1));
    }
    return false;
  }
  const Folder work_;
};

TEST_F(SecurityTest, WithoutSettingsThereIsNone) {
  const auto security = open("http: \"127.0.0.1:0\"");
  ASSERT_TRUE(security.ok());
  EXPECT_EQ((*security)->guard(), nullptr);
  EXPECT_EQ((*security)->certificates(), nullptr);
}

TEST_F(SecurityTest, KeysComeAndGoWithTheirFile) {
  const std::string file = work_ / "keys.yaml";
  const auto first = new_key("ann", {"predict:*"}, file);
  ASSERT_TRUE(first.ok());
  const auto security = open("auth: {keys: keys.yaml}");
  ASSERT_TRUE(security.ok()) << security.status().text();
  EXPECT_TRUE(knows(**security, first->key));
  const auto second = new_key("bob", {"predict:*"}, file);
  EXPECT_TRUE(wait_for([&] { return knows(**security, second->key); }));
  EXPECT_TRUE(knows(**security, first->key));
  replace("keys.yaml", "nonsense");
  base::system_clock().sleep(std::chrono::milliseconds(50));
  EXPECT_TRUE(knows(**security, first->key)) << "what can't be read changes nothing";
  replace("keys.yaml", second->line);
  EXPECT_TRUE(wait_for([&] { return !knows(**security, first->key); }));
  EXPECT_TRUE(knows(**security, second->key));
}

TEST_F(SecurityTest, WhatCanNotBeReadIsSaidWithItsPlace) {
  EXPECT_NE(failure("auth: {keys: none.yaml}").find("none.yaml"), std::string::npos);
  EXPECT_NE(failure("tls: {certificate: none.pem, key: none.key}").find("none.pem"),
            std::string::npos);
  EXPECT_NE(failure("auth: {jwt: {jwks: none.json, issuer: i, audience: a}}").find("none.json"),
            std::string::npos);
  work_.write("jwks.json", "{}");
  const std::string text = failure("auth: {jwt: {jwks: jwks.json, issuer: i, audience: a}}");
  EXPECT_NE(text.find("BAD_JWKS"), std::string::npos) << text;
  EXPECT_NE(text.find("slipway.yaml:1"), std::string::npos) << text;
  work_.write("a.pem", "x"), work_.write("empty.pem", "");
  EXPECT_NE(failure("tls: {certificate: a.pem, key: a.pem}").find("BAD_CERTIFICATE"),
            std::string::npos);
  EXPECT_NE(failure("tls: {certificate: a.pem, key: a.pem, client_ca: empty.pem}").find("empty"),
            std::string::npos);
}

TEST(OnLoopback, EveryAddressCounts) {
  const auto loopback = [](const std::string& serve) {
    return on_loopback(*read_config("serve: {" + serve + "}\n", "c")->serve);
  };
  EXPECT_TRUE(loopback(""));
  EXPECT_TRUE(loopback("http: \"[::1]:1\", grpc: \"127.0.0.2:1\", admin: \"localhost:1\""));
  EXPECT_FALSE(loopback("http: \"0.0.0.0:1\""));
  EXPECT_FALSE(loopback("grpc: \"10.0.0.1:1\""));
  EXPECT_FALSE(loopback("admin: \"[::]:1\""));
}

}  // namespace
}  // namespace slipway::service
