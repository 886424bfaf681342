#include "serve/token.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/base64.h"

namespace slipway::serve {
namespace {

constexpr base::WallTime kNow{std::chrono::seconds(1'800'000'000)};

// A key that signs by saying who it is.
class ToyKeys final : public KeySet {
 public:
  bool verifies(TokenAlgorithm algorithm, std::string_view kid, std::string_view bytes,
                std::string_view signature) const override {
    return algorithm == TokenAlgorithm::kRs256 && (kid.empty() || kid == "k") &&
           (++asked, signature == fmt::format("signed {}", bytes));
  }
  mutable int asked = 0;
};

std::string token(const std::string& claims, const std::string& header = R"({"alg":"RS256"})") {
  const std::string is_signed = base::to_base64url(header) + "." + base::to_base64url(claims);
  return is_signed + "." + base::to_base64url("signed " + is_signed);
}

// What is right, with `more` behind it.
std::string claims(const std::string& more) {
  return R"({"iss":"https://id","aud":"slipway","exp":1800000100,"sub":"ann")" + more + "}";
}

class TokenTest : public ::testing::Test {
 protected:
  base::Result<CallerPtr> check(const std::string& text) const { return tokens_.check(text, kNow); }
  std::string refused(const std::string& text) const {
    const auto caller = check(text);
    if (caller.ok()) return "not refused";
    EXPECT_STREQ(caller.status().reason(), "BAD_CREDENTIALS");
    EXPECT_EQ(caller.status().code(), base::Code::kUnauthenticated);
    return caller.status().message();
  }
  const std::shared_ptr<ToyKeys> keys_ = std::make_shared<ToyKeys>();
  const Tokens tokens_{{.issuer = "https://id",
                        .audiences = {"slipway", "models"},
                        .roles = {{"team", *parse_grants({"predict:churn", "admin:churn"})}}},
                       keys_};
};

TEST_F(TokenTest, AGoodOneIsVerifiedOnceUntilItEnds) {
  const std::string good = token(claims(R"(,"nbf":1799999990)"));
  const std::string forged = good.substr(0, good.rfind('.') + 1) + base::to_base64url("forged");
  const auto first = check(good), second = check(good);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(keys_->asked, 1);
  EXPECT_FALSE(check(forged).ok());
  EXPECT_FALSE(check(forged).ok());
  EXPECT_EQ(keys_->asked, 3) << "bad ones are not remembered";
  EXPECT_FALSE(tokens_.check(good, kNow + std::chrono::seconds(161)).ok());
  EXPECT_TRUE(tokens_.check(good, kNow + std::chrono::seconds(159)).ok());
  EXPECT_FALSE(tokens_.check(good, kNow - std::chrono::seconds(100)).ok()) << "a clock set back";
}

TEST_F(TokenTest, AGoodOneSaysWhoAndWhat) {
  const auto caller = check(token(claims(R"(,"scope":"openid predict:wine  team")")));
  ASSERT_TRUE(caller.ok()) << caller.status().text();
  EXPECT_EQ((*caller)->name(), "ann");
  EXPECT_TRUE((*caller)->may(Right::kPredict, "wine").ok());
  EXPECT_TRUE((*caller)->may(Right::kAdmin, "churn").ok());
  EXPECT_FALSE((*caller)->may(Right::kAdmin, "wine").ok());
  const auto none = check(token(claims("")));
  ASSERT_TRUE(none.ok());
  EXPECT_FALSE((*none)->sees("wine").ok());
}

TEST_F(TokenTest, GrantsMayBeAListOrLieDeeper) {
  EXPECT_TRUE((*check(token(claims(R"(,"scope":["predict:a",7,"team"])"))))
                  ->may(Right::kPredict, "churn")
                  .ok());
  const Tokens deeper({.issuer = "https://id",
                       .audiences = {"slipway"},
                       .claim = "/realm_access/roles",
                       .roles = {}},
                      std::make_shared<ToyKeys>());
  const auto caller = deeper.check(token(claims(R"(,"realm_access":{"roles":["admin:*"]})")), kNow);
  ASSERT_TRUE(caller.ok());
  EXPECT_TRUE((*caller)->may_all(Right::kAdmin).ok());
}

TEST_F(TokenTest, TimesAreCheckedWithLeeway) {
  const auto times = [this](const std::string& text) {
    return refused(token(R"({"iss":"https://id","aud":"slipway")" + text + "}"));
  };
  EXPECT_EQ(times(""), "the token never ends");
  EXPECT_EQ(times(R"(,"exp":"1900000000")"), "the token never ends");
  EXPECT_EQ(times(R"(,"exp":1799999940)"), "the token has expired");
  EXPECT_EQ(times(R"(,"exp":1799999941)"), "not refused");
  EXPECT_EQ(times(R"(,"exp":1799999940.5)"), "not refused");
  EXPECT_EQ(times(R"(,"exp":-1)"), "the token has expired");
  EXPECT_EQ(times(R"(,"exp":1900000000,"nbf":1800000061)"), "the token is not valid yet");
  EXPECT_EQ(times(R"(,"exp":1900000000,"nbf":1800000060)"), "not refused");
  EXPECT_EQ(times(R"(,"exp":1900000000,"nbf":"1")"), "the token is not valid yet");
}

TEST_F(TokenTest, IssuerAndAudienceMustBeOurs) {
  const auto parties = [this](const std::string& text) {
    return refused(token("{" + text + R"("exp":1900000000})"));
  };
  EXPECT_EQ(parties(R"("aud":"slipway",)"), "another issuer's token");
  EXPECT_EQ(parties(R"("iss":"https://id/","aud":"slipway",)"), "another issuer's token");
  EXPECT_EQ(parties(R"("iss":["https://id"],"aud":"slipway",)"), "another issuer's token");
  EXPECT_EQ(parties(R"("iss":"https://id",)"), "the token is meant for somebody else");
  EXPECT_EQ(parties(R"("iss":"https://id","aud":["x"],)"), "the token is meant for somebody else");
  EXPECT_EQ(parties(R"("iss":"https://id","aud":["x","models"],)"), "not refused");
}

TEST_F(TokenTest, OtherAlgorithmsAndPromisesAreRefused) {
  for (const char* algorithm : {"none", "None", "rs256", "RS512", "PS256", "HS512", ""})
    EXPECT_EQ(refused(token(claims(""), std::string(R"({"alg":")") + algorithm + "\"}")),
              "the token's algorithm is not HS256, RS256 or ES256");
  EXPECT_EQ(refused(token(claims(""), "{}")), "the token's algorithm is not HS256, RS256 or ES256");
  for (const char* algorithm : {"HS256", "ES256"})  // with a signature that is good for RS256
    EXPECT_EQ(refused(token(claims(""), std::string(R"({"alg":")") + algorithm + "\"}")),
              "the token is signed by no key that is known");
  EXPECT_EQ(refused(token(claims(""), R"({"alg":"RS256","crit":["b64"]})")),
            "the token has critical extensions");
  EXPECT_EQ(refused(token(claims(""), R"({"alg":"RS256","typ":"secevent+jwt"})")),
            "the token is of another type");
  EXPECT_EQ(refused(token(claims(""), R"({"alg":"RS256","kid":"other"})")),
            "the token is signed by no key that is known");
  EXPECT_EQ(refused(token(claims(""), R"({"alg":"RS256","typ":"at+JWT","kid":"k"})")),
            "not refused");
}

TEST_F(TokenTest, EveryChangeOfACharacterIsRefused) {
  const std::string good = token(claims(R"(,"scope":"predict:a")"));
  ASSERT_TRUE(check(good).ok());
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const char c : {'A', '_', '.', '=', ' ', '\0', '\xff'}) {
      if (good[i] == c) continue;
      std::string other = good;
      other[i] = c;
      EXPECT_NE(refused(other), "not refused") << i;
    }
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_NE(refused(good.substr(0, size)), "not refused") << size;
}

TEST_F(TokenTest, WhatIsNoTokenIsRefused) {
  for (const std::string& text :
       {std::string(), std::string("."), std::string(".."), std::string("a.b.c"),
        token(claims("")) + ".", token(claims("")) + "=", token("[]"), token("{"),
        token(claims(""), "[]"), token(claims("")).substr(1), std::string(20'000, '.'),
        token(claims(",\"x\":\"" + std::string(20'000, 'x') + "\""))})
    EXPECT_NE(refused(text), "not refused") << text.substr(0, 60);
}

}  // namespace
}  // namespace slipway::serve
