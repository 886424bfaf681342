// What only the real file system does; what every Env does: env_test.cc.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/env.h"

namespace slipway::base {
namespace {

class PosixTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(env_.make_folders(root_).ok()); }
  void TearDown() override { std::filesystem::remove_all(root_); }
  std::string path(const char* name) const { return root_ + "/" + name; }

  Env& env_ = posix_env();
  const std::string root_ = ::testing::TempDir() + "env_posix_test_" + std::to_string(::getpid());
};

TEST_F(PosixTest, AGapReadsAsZerosAndTheEndAsNothing) {
  const auto file = env_.open(path("a"), Open::kCreate);
  ASSERT_TRUE((*file)->write(3, "x").ok());
  std::string bytes;
  ASSERT_TRUE((*file)->read(0, 100, bytes).ok());
  EXPECT_EQ(bytes, std::string("\0\0\0x", 4));
  ASSERT_TRUE((*file)->read(100, 1, bytes).ok());
  EXPECT_EQ(bytes, "");
  ASSERT_TRUE((*file)->truncate(6).ok());
  EXPECT_EQ(*(*file)->size(), 6u);
}

TEST_F(PosixTest, FailuresSayWhatToDoAndWhere) {
  if (const auto full = env_.open("/dev/full", Open::kWrite); full.ok()) {
    const Status status = (*full)->write(0, "x");
    EXPECT_STREQ(status.reason(), "DISK_FULL");
    EXPECT_TRUE(status.transient());
    EXPECT_EQ(status.remedy(), "free some space");
  }
  EXPECT_STREQ(env_.open(root_, Open::kWrite).status().reason(), "IO");
  EXPECT_EQ(env_.open(root_, Open::kWrite).status().place(), root_);
  std::ofstream(path("file")) << "x";
  EXPECT_FALSE(env_.make_folders(path("file/below")).ok());
  EXPECT_FALSE(env_.remove(root_).ok());
  EXPECT_EQ(env_.list(path("none")).status().place(), path("none"));
}

TEST_F(PosixTest, ReplacingLeavesTheOldFileOrTheNewOneAndNoDraft) {
  ASSERT_TRUE(replace_file(env_, path("a"), "old").ok());
  std::ofstream(path("a.new")) << "what a crash left, which was longer";
  ASSERT_TRUE(replace_file(env_, path("a"), "new").ok());
  EXPECT_EQ(*read_file(env_, path("a"), 100), "new");
  EXPECT_EQ(*env_.list(root_), std::vector<std::string>{"a"});
  EXPECT_EQ(replace_file(env_, path("none/a"), "x").code(), Code::kNotFound);
}

// A process that dies lets go of its locks; a living one keeps them from every other process.
TEST_F(PosixTest, ALockKeepsOtherProcessesOutWhileItsHolderLives) {
  auto held = env_.lock(path("lock"));
  ASSERT_TRUE(held.ok());
  const auto in_another_process = [&] {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto lock = posix_env().lock(path("lock"));
      ::_exit(lock.ok() ? 0 : lock.status().code() == Code::kUnavailable ? 1 : 2);
    }
    int status = -1;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
  };
  EXPECT_EQ(in_another_process(), 1);
  held.value().reset();
  EXPECT_EQ(in_another_process(), 0);
  EXPECT_TRUE(env_.lock(path("lock")).ok());  // that process is gone
}

TEST_F(PosixTest, RandomBytesAreAsManyAsAsked) {
  EXPECT_EQ(env_.random(0), "");
  const std::string bytes = env_.random(4096);
  EXPECT_EQ(bytes.size(), 4096u);
  EXPECT_GT(std::count_if(bytes.begin(), bytes.end(), [](char c) { return c != 0; }), 3900);
}

}  // namespace
}  // namespace slipway::base
