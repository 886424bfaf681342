#include "testing/fault_env.h"

#include <gtest/gtest.h>

namespace slipway::testing {
namespace {

using base::Open;

std::string content(FaultEnv& env, const std::string& path) {
  return base::read_file(env, path, 1 << 20).value();
}

TEST(FaultEnv, WhatIsSyncedOutlivesACrash) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    FaultEnv env(seed);
    ASSERT_TRUE(base::replace_file(env, "d/a", "first").ok());
    ASSERT_TRUE(base::replace_file(env, "d/a", "second").ok());
    env.restart();
    EXPECT_EQ(content(env, "d/a"), "second");
  }
}

TEST(FaultEnv, WhatIsNotSyncedMayBeThereOrNotOrTorn) {
  int lost = 0, whole = 0, torn = 0, unnamed = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    FaultEnv env(seed);
    const auto file = env.open("d/a", Open::kCreate);
    ASSERT_TRUE((*file)->write(0, "abcdefgh").ok());
    EXPECT_EQ(content(env, "d/a"), "abcdefgh");  // the process sees its own writes
    env.restart();
    if (!env.exists("d/a")) {
      ++unnamed;
      continue;
    }
    const std::string left = content(env, "d/a");
    EXPECT_EQ(left, std::string("abcdefgh").substr(0, left.size()));
    ++(left.empty() ? lost : left.size() == 8 ? whole : torn);
  }
  EXPECT_GT(lost, 0);
  EXPECT_GT(whole, 0);
  EXPECT_GT(torn, 0);
  EXPECT_GT(unnamed, 0);
}

TEST(FaultEnv, AfterACrashNothingWorksUntilRestart) {
  FaultEnv env(1);
  auto file = env.open("d/a", Open::kCreate);
  auto lock = env.lock("d/lock");
  ASSERT_TRUE(lock.ok());
  EXPECT_STREQ(env.lock("d/lock").status().reason(), "LOCKED");
  env.crash_at(2);
  EXPECT_TRUE((*file)->write(0, "x").ok());
  EXPECT_STREQ((*file)->sync().reason(), "CRASHED");
  EXPECT_TRUE(env.crashed());
  EXPECT_FALSE(env.open("d/b", Open::kWrite).ok());
  EXPECT_FALSE(env.list("d").ok());
  env.restart();
  EXPECT_STREQ((*file)->write(0, "x").reason(), "CRASHED");  // a handle of the life before
  EXPECT_TRUE(env.lock("d/lock").ok());
  EXPECT_TRUE(env.open("d/b", Open::kWrite).ok());
}

TEST(FaultEnv, FailedSyncLosesTheWritesForGood) {
  bool lost = false;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    FaultEnv env(seed);
    const auto file = env.open("d/a", Open::kCreate);
    ASSERT_TRUE(env.sync_folder("d").ok());
    ASSERT_TRUE((*file)->write(0, "abc").ok());
    env.fail_sync_at(1);
    EXPECT_STREQ((*file)->sync().reason(), "IO");
    env.restart();
    lost = lost || content(env, "d/a").empty();
  }
  EXPECT_TRUE(lost);
}

TEST(FaultEnv, FullDisksAndFailedWrites) {
  FaultEnv env(3);
  const auto file = env.open("d/a", Open::kCreate);
  env.set_disk_bytes(4);
  EXPECT_TRUE((*file)->write(0, "abcd").ok());
  EXPECT_TRUE((*file)->write(0, "ABCD").ok());
  EXPECT_STREQ((*file)->write(4, "e").reason(), "DISK_FULL");
  env.set_disk_bytes(100);
  env.fail_write_at(1);
  EXPECT_STREQ((*file)->write(4, "e").reason(), "IO");
  EXPECT_TRUE((*file)->write(4, "e").ok());
}

TEST(FaultEnv, FlippedBitsAndNames) {
  FaultEnv env(4);
  ASSERT_TRUE(base::replace_file(env, "d/a", "abc").ok());
  env.flip("d/a", 1);
  EXPECT_EQ(content(env, "d/a"), std::string("a") + static_cast<char>('b' ^ 1) + "c");
  EXPECT_EQ(env.list("d").value(), std::vector<std::string>{"a"});
  EXPECT_EQ(env.open("d/a", Open::kCreate).status().code(), base::Code::kAlreadyExists);
  EXPECT_FALSE((*env.open("d/a", Open::kRead))->write(0, "x").ok());
  EXPECT_TRUE(env.remove("d/a").ok());
  EXPECT_EQ(env.remove("d/a").code(), base::Code::kNotFound);
  EXPECT_EQ(env.rename("d/a", "d/b").code(), base::Code::kNotFound);
}

}  // namespace
}  // namespace slipway::testing
