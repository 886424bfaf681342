#include "base/env.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

namespace slipway::base {
namespace {

class EnvTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(env_.make_folders(root_).ok()); }
  void TearDown() override { std::filesystem::remove_all(root_); }
  std::string path(const char* name) const { return root_ + "/" + name; }

  Env& env_ = posix_env();
  const std::string root_ = ::testing::TempDir() + "env_test_" + std::to_string(::getpid());
};

TEST_F(EnvTest, WhatIsWrittenIsRead) {
  auto file = env_.open(path("a"), Open::kCreate);
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE((*file)->write(0, "hello world").ok());
  ASSERT_TRUE((*file)->write(6, "W").ok());
  ASSERT_TRUE((*file)->sync().ok());
  std::string bytes;
  ASSERT_TRUE((*file)->read(6, 100, bytes).ok());
  EXPECT_EQ(bytes, "World");
  ASSERT_TRUE((*file)->truncate(5).ok());
  EXPECT_EQ((*file)->size().value(), 5u);
  EXPECT_EQ(read_file(env_, path("a"), 5).value(), "hello");
  EXPECT_STREQ(read_file(env_, path("a"), 4).status().reason(), "TOO_LARGE");
}

TEST_F(EnvTest, ModesOfOpening) {
  EXPECT_EQ(env_.open(path("a"), Open::kRead).status().code(), Code::kNotFound);
  EXPECT_FALSE(env_.exists(path("a")));
  ASSERT_TRUE(env_.open(path("a"), Open::kWrite).ok());
  EXPECT_TRUE(env_.exists(path("a")));
  const auto again = env_.open(path("a"), Open::kCreate);
  EXPECT_EQ(again.status().code(), Code::kAlreadyExists);
  EXPECT_EQ(again.status().place(), path("a"));
  const auto file = env_.open(path("a"), Open::kRead);
  EXPECT_FALSE((*file)->write(0, "x").ok());
  EXPECT_FALSE((*file)->truncate(7).ok());
}

TEST_F(EnvTest, NamesAreListedRenamedAndRemoved) {
  ASSERT_TRUE(replace_file(env_, path("b"), "1").ok());
  ASSERT_TRUE(replace_file(env_, path("a"), "22").ok());
  ASSERT_TRUE(replace_file(env_, path("a"), "3").ok());
  EXPECT_EQ(env_.list(root_).value(), (std::vector<std::string>{"a", "b"}));
  ASSERT_TRUE(env_.rename(path("a"), path("c")).ok());
  EXPECT_EQ(read_file(env_, path("c"), 9).value(), "3");
  ASSERT_TRUE(env_.remove(path("b")).ok());
  EXPECT_EQ(env_.remove(path("b")).code(), Code::kNotFound);
  EXPECT_EQ(env_.rename(path("b"), path("d")).code(), Code::kNotFound);
  EXPECT_EQ(env_.list(root_).value(), std::vector<std::string>{"c"});
  EXPECT_EQ(env_.list(path("none")).status().code(), Code::kNotFound);
  EXPECT_FALSE(env_.sync_folder(path("none")).ok());
}

TEST_F(EnvTest, OneHolderOfALock) {
  auto held = env_.lock(path("lock"));
  ASSERT_TRUE(held.ok());
  EXPECT_STREQ(env_.lock(path("lock")).status().reason(), "LOCKED");
  held.value().reset();
  EXPECT_TRUE(env_.lock(path("lock")).ok());
  EXPECT_FALSE(env_.lock(path("none/lock")).ok());
}

TEST_F(EnvTest, VariablesAndRandomBytes) {
  EXPECT_FALSE(env_.variable("SLIPWAY_NO_SUCH_VARIABLE").has_value());
  EXPECT_TRUE(env_.variable("PATH").has_value());
  EXPECT_NE(env_.random(16), env_.random(16));
}

}  // namespace
}  // namespace slipway::base
