#include "serve/api_keys.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

std::string_view reason(const base::Status& status) { return status.reason(); }

class ApiKeysTest : public ::testing::Test {
 protected:
  base::Result<ApiKeys> read(const std::vector<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines) all += line;
    return ApiKeys::read(all, "keys.yaml");
  }
  const NewKey one_ = make_api_key(base::posix_env()), two_ = make_api_key(base::posix_env());
  const std::string line_ = *key_line("billing", one_.hash, {"predict:churn", "admin:*"});
};

TEST_F(ApiKeysTest, AKeyIsFoundByItsHashAlone) {
  const auto keys = read({line_, *key_line("8", two_.hash, {"predict:*"})});
  ASSERT_TRUE(keys.ok()) << keys.status().text();
  EXPECT_EQ(keys->size(), 2u);
  ASSERT_NE(keys->find(one_.key), nullptr);
  EXPECT_EQ(keys->find(one_.key)->name(), "billing");
  EXPECT_TRUE(keys->find(one_.key)->may(Right::kAdmin, "churn").ok());
  EXPECT_EQ(keys->find(two_.key)->name(), "8");
  EXPECT_TRUE(keys->has_name("billing"));
  EXPECT_FALSE(keys->has_name("bill"));
  EXPECT_EQ(line_.find(one_.key.substr(17)), std::string::npos) << "the secret is in the file";
}

TEST_F(ApiKeysTest, EveryOtherTextIsNobodysKey) {
  const auto keys = read({line_});
  for (std::size_t i = 0; i < one_.key.size(); ++i) {
    std::string other = one_.key;
    other[i] = other[i] == 'a' ? 'b' : 'a';
    EXPECT_EQ(keys->find(other), nullptr) << i;
  }
  for (const std::string& other :
       {std::string(), two_.key, one_.hash, one_.key + "x", one_.key.substr(0, 59),
        one_.key.substr(0, 17) + two_.key.substr(17), " " + one_.key})
    EXPECT_EQ(keys->find(other), nullptr) << other;
}

TEST_F(ApiKeysTest, WhatIsWrongHasItsPlace) {
  const auto twice = read({line_, *key_line("other", one_.hash, {"admin:*"})});
  EXPECT_EQ(reason(twice.status()), "KEY_TWICE");
  EXPECT_NE(twice.status().text().find("keys.yaml:2"), std::string::npos) << twice.status().text();
  EXPECT_EQ(reason(read({"a: {hash: \"1234\", may: []}\n"}).status()), "BAD_HASH");
  EXPECT_EQ(reason(read({"a: {hash: \"" + one_.hash + "\", may: [write]}\n"}).status()),
            "BAD_GRANT");
  EXPECT_EQ(reason(read({"a: {hash: \"" + one_.hash + "\"}\n"}).status()), "MISSING_KEY");
  EXPECT_EQ(reason(read({"a: {hsh: x}\n"}).status()), "UNKNOWN_KEY");
  EXPECT_EQ(reason(read({"- a\n"}).status()), "BAD_VALUE");
  EXPECT_EQ(reason(read({line_, line_}).status()), "BAD_YAML") << "a name given twice";
  EXPECT_EQ(read({""})->size(), 0u);
}

TEST_F(ApiKeysTest, ANameOrGrantThatIsNoneMakesNoLine) {
  EXPECT_EQ(reason(key_line("a: b", one_.hash, {"admin:*"}).status()), "BAD_NAME");
  EXPECT_EQ(reason(key_line("", one_.hash, {"admin:*"}).status()), "BAD_NAME");
  EXPECT_EQ(reason(key_line("a", one_.hash, {"everything"}).status()), "BAD_GRANT");
}

TEST_F(ApiKeysTest, KeysDiffer) {
  EXPECT_NE(one_.key, two_.key);
  EXPECT_TRUE(is_api_key(one_.key)) << one_.key;
}

}  // namespace
}  // namespace slipway::serve
