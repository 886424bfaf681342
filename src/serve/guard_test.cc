#include "serve/guard.h"

#include <map>

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

class NoKeys final : public KeySet {
 public:
  bool verifies(TokenAlgorithm, std::string_view, std::string_view,
                std::string_view) const override {
    return false;
  }
};

class GuardTest : public ::testing::Test {
 protected:
  void SetUp() override {
    guard_.set_keys(std::make_shared<const ApiKeys>(
        *ApiKeys::read(*key_line("ann", key_.hash, {"predict:*"}), "keys")));
  }
  CallerPtr ask(std::map<std::string, std::string> headers) const {
    return guard_.identify(headers["authorization"], headers["x-api-key"]);
  }
  std::string reason(const std::map<std::string, std::string>& headers) const {
    return ask(headers)->known().reason();
  }
  const NewKey key_ = make_api_key(base::posix_env());
  Guard guard_{base::system_clock()};
};

TEST_F(GuardTest, AKeyComesInEitherHeader) {
  EXPECT_EQ(ask({{"authorization", "Bearer " + key_.key}})->name(), "ann");
  EXPECT_EQ(ask({{"authorization", "bearer   " + key_.key + " "}})->name(), "ann");
  EXPECT_EQ(ask({{"x-api-key", key_.key}})->name(), "ann");
}

TEST_F(GuardTest, WhoGivesNoneOrABadOneIsNotKnown) {
  EXPECT_EQ(reason({}), "NO_CREDENTIALS");
  const std::string other = make_api_key(base::posix_env()).key;
  for (const std::string& text :
       {"Bearer " + other, std::string("Bearer"), std::string("Bearer x"), "Basic " + key_.key,
        key_.key, "Bearer " + key_.key + ", x", "Bearer Bearer " + key_.key})
    EXPECT_EQ(reason({{"authorization", text}}), "BAD_CREDENTIALS") << text;
  EXPECT_EQ(reason({{"x-api-key", "Bearer " + key_.key}}), "BAD_CREDENTIALS");
  EXPECT_EQ(reason({{"authorization", "Bearer " + other}, {"x-api-key", key_.key}}),
            "BAD_CREDENTIALS")
      << "the second is no second chance";
}

TEST_F(GuardTest, AKeyThatIsTakenAwayIsNoLongerKnown) {
  guard_.set_keys(std::make_shared<const ApiKeys>());
  EXPECT_EQ(reason({{"x-api-key", key_.key}}), "BAD_CREDENTIALS");
  guard_.set_keys(nullptr);
  EXPECT_EQ(reason({{"x-api-key", key_.key}}), "BAD_CREDENTIALS");
}

TEST_F(GuardTest, WhatIsNoKeyIsAToken) {
  EXPECT_EQ(ask({{"x-api-key", "a.b.c"}})->known().message(), "nobody has this key");
  guard_.set_tokens(std::make_shared<const Tokens>(TokenOptions{}, std::make_shared<NoKeys>()));
  EXPECT_EQ(ask({{"x-api-key", "a.b.c"}})->known().message(), "the token is malformed");
  EXPECT_EQ(ask({{"x-api-key", key_.key}})->name(), "ann");
}

}  // namespace
}  // namespace slipway::serve
