// The two slots of a group's file: whatever a crash leaves of the last write, the one before counts.
#include "queue/group.h"

#include <gtest/gtest.h>

#include "testing/fault_env.h"

namespace slipway::queue {
namespace {

using testing::FaultEnv;

class GroupTest : public ::testing::Test {
 protected:
  std::unique_ptr<GroupFile> open() {
    auto group = GroupFile::open(env_, "g");
    EXPECT_TRUE(group.ok()) << group.status().text();
    return *std::move(group);
  }
  std::string bytes() { return *base::read_file(env_, "g", 1000); }
  void replace(const std::string& bytes) {
    auto file = *env_.open("g", base::Open::kWrite);
    EXPECT_TRUE(file->truncate(0).ok() && file->write(0, bytes).ok());
  }
  FaultEnv env_{1};
};

TEST_F(GroupTest, AGroupThatHasNeverBeenIsAtTheBeginning) {
  const auto group = open();
  EXPECT_EQ(group->state().epoch, 0u);
  EXPECT_EQ(group->state().position, 0u);
}

TEST_F(GroupTest, TheLastWriteCounts) {
  for (std::uint64_t i = 1; i <= 5; ++i) {
    ASSERT_TRUE(open()->write({i, 10 * i}, true).ok());
    EXPECT_EQ(open()->state().epoch, i);
    EXPECT_EQ(open()->state().position, 10 * i);
  }
  EXPECT_EQ(bytes().size(), 64u);
  const auto group = open();  // many by one holder, also back to an older position
  for (const std::uint64_t position : {70u, 80u, 60u}) {
    ASSERT_TRUE(group->write({6, position}, false).ok());
    EXPECT_EQ(group->state().position, position);
    EXPECT_EQ(open()->state().position, position);
  }
}

TEST_F(GroupTest, ATornWriteLeavesTheOneBefore) {
  for (const std::uint64_t writes : {1u, 2u, 3u, 4u}) {
    replace("");
    for (std::uint64_t i = 1; i <= writes; ++i) ASSERT_TRUE(open()->write({i, 10 * i}, true).ok());
    const std::string before = bytes();
    ASSERT_TRUE(open()->write({99, 990}, true).ok());
    const std::string after = bytes();
    const std::size_t begin = writes % 2 * 32;
    for (std::size_t torn = 0; torn < 32; ++torn) {
      std::string mixed = before;
      mixed.resize(std::max(mixed.size(), begin + torn));
      mixed.replace(begin, torn, after.substr(begin, torn));
      replace(mixed);
      const auto group = open();
      ASSERT_EQ(group->state().position, 10 * writes) << torn;
      ASSERT_TRUE(group->write({98, 980}, true).ok());  // over the torn one
      ASSERT_EQ(open()->state().position, 980u) << torn;
    }
  }
}

TEST_F(GroupTest, EveryFlippedByteCostsOneWriteAtMost) {
  ASSERT_TRUE(open()->write({1, 10}, true).ok());
  ASSERT_TRUE(open()->write({2, 20}, true).ok());
  const std::string good = bytes();
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string broken = good;
    broken[at] = static_cast<char>(broken[at] ^ 0x10);
    replace(broken);
    EXPECT_EQ(open()->state().position, at < 32 ? 20u : 10u) << at;
  }
}

TEST_F(GroupTest, AWriteThatFailsChangesNothing) {
  const auto group = open();
  ASSERT_TRUE(group->write({1, 10}, true).ok());
  env_.fail_write_at(1);
  EXPECT_FALSE(group->write({1, 20}, true).ok());
  EXPECT_EQ(group->state().position, 10u);
  EXPECT_EQ(open()->state().position, 10u);
  env_.fail_sync_at(1);
  EXPECT_FALSE(group->write({1, 30}, true).ok());
  EXPECT_EQ(group->state().position, 10u);
  ASSERT_TRUE(group->write({1, 40}, true).ok());
  EXPECT_EQ(open()->state().position, 40u);
}

}  // namespace
}  // namespace slipway::queue
