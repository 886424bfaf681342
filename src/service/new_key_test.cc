#include "service/new_key.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "serve/api_keys.h"

namespace slipway::service {
namespace {

class NewKeyTest : public ::testing::Test {
 protected:
  ~NewKeyTest() override { std::filesystem::remove(file_); }
  std::string text() const {
    std::ifstream file(file_);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string_view reason(const std::string& name, const std::string& grant) const {
    const auto made = new_key(name, {grant}, file_);
    return made.ok() ? "" : made.status().reason();
  }
  const std::string file_ =
      (std::filesystem::temp_directory_path() / ("slipway-keys-" + std::to_string(::getpid())))
          .string();
};

TEST_F(NewKeyTest, KeysOfTheFileAreKnownByIt) {
  const auto first = new_key("ann", {"predict:*"}, file_);
  ASSERT_TRUE(first.ok()) << first.status().text();
  std::ofstream(file_, std::ios::app) << "# of the night job";  // no line end
  const auto second = new_key("bob", {"predict:churn", "admin:churn"}, file_);
  ASSERT_TRUE(second.ok()) << second.status().text();
  const auto keys = serve::ApiKeys::read(text(), file_);
  ASSERT_TRUE(keys.ok()) << keys.status().text();
  EXPECT_EQ(keys->find(first->key)->name(), "ann");
  EXPECT_TRUE(keys->find(second->key)->may(serve::Right::kAdmin, "churn").ok());
  EXPECT_EQ(text().find(first->key), std::string::npos);
  EXPECT_NE(text().find("# of the night job\n"), std::string::npos) << text();
}

TEST_F(NewKeyTest, WhatCanNotBeAddedChangesNothing) {
  ASSERT_TRUE(new_key("ann", {"predict:*"}, file_).ok());
  const std::string before = text();
  EXPECT_EQ(reason("ann", "predict:*"), "KEY_TWICE");
  EXPECT_EQ(reason("a b", "predict:*"), "BAD_NAME");
  EXPECT_EQ(reason("bob", "everything"), "BAD_GRANT");
  EXPECT_EQ(text(), before);
  std::ofstream(file_) << "{ann: 1}\n";
  EXPECT_NE(reason("bob", "predict:*"), "");
  EXPECT_EQ(text(), "{ann: 1}\n");
}

TEST_F(NewKeyTest, WithoutAFileThereIsTheLine) {
  const auto made = new_key("ann", {"predict:*"}, "");
  ASSERT_TRUE(made.ok());
  EXPECT_NE(serve::ApiKeys::read(made->line, "keys")->find(made->key), nullptr);
}

}  // namespace
}  // namespace slipway::service
