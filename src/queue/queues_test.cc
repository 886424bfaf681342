// The queues of a home by their names, hostile ones too.
#include "queue/queues.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "testing/fake_clock.h"

namespace slipway::queue {
namespace {

class QueuesTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(home_); }

  const std::string home_ = ::testing::TempDir() + "queues_test_" + std::to_string(::getpid());
  base::Env& env_ = base::posix_env();
  testing::FakeClock clock_;
  Queues queues_{env_, clock_, home_ + "/queues"};
};

TEST_F(QueuesTest, AreMadeOnceOpenedOnceAndShared) {
  EXPECT_TRUE(queues_.names()->empty());
  ASSERT_TRUE(queues_.create("events", {.partitions = 2}).ok());
  const auto first = queues_.open("events"), second = queues_.open("events");
  ASSERT_TRUE(first.ok()) << first.status().text();
  EXPECT_EQ(*first, *second);
  EXPECT_EQ((*first)->partitions(), 2u);
  ASSERT_TRUE(queues_.create("a.b-c_9", {}).ok());
  EXPECT_EQ(*queues_.names(), (std::vector<std::string>{"a.b-c_9", "events"}));
}

TEST_F(QueuesTest, ASecondOfANameIsRefused) {
  ASSERT_TRUE(queues_.create("events", {}).ok());
  const auto open = queues_.create("events", {.partitions = 7});
  EXPECT_EQ(open.code(), base::Code::kAlreadyExists) << open.text();
  EXPECT_STREQ(open.reason(), "QUEUE_EXISTS");
  EXPECT_EQ((*queues_.open("events"))->partitions(), 1u);
}

TEST_F(QueuesTest, WhatAnotherProcessMadeIsFoundAndWhatItHoldsIsLocked) {
  {
    Queues other(env_, clock_, home_ + "/queues");
    ASSERT_TRUE(other.create("events", {}).ok());
    EXPECT_STREQ(queues_.open("events").status().reason(), "LOCKED");
    EXPECT_STREQ(queues_.create("events", {}).reason(), "QUEUE_EXISTS");
  }
  EXPECT_TRUE(queues_.open("events").ok());
}

TEST_F(QueuesTest, AQueueThatIsNotThereNamesThoseThatAre) {
  EXPECT_EQ(queues_.open("events").status().text(),
            "there is no queue \"events\" (NO_QUEUE); make it: slipway queue create events");
  ASSERT_TRUE(queues_.create("a", {}).ok() && queues_.create("b", {}).ok());
  EXPECT_EQ(queues_.open("c").status().remedy(), "there are: a, b");
}

TEST_F(QueuesTest, HostileNamesLeadNowhere) {
  ASSERT_TRUE(queues_.create("events", {}).ok());
  Queues outer(env_, clock_, home_);  // what they would reach
  ASSERT_TRUE(outer.create("x", {}).ok());
  const std::string names[] = {"",
                               ".",
                               "..",
                               "../x",
                               "/etc",
                               "a/b",
                               "events/",
                               "a\\b",
                               "a b",
                               ".hidden",
                               "a\n",
                               "./events",
                               std::string("events\0", 7),
                               std::string(129, 'x')};
  for (const std::string& name : names) {
    EXPECT_STREQ(queues_.create(name, {}).reason(), "BAD_NAME") << name;
    const auto opened = queues_.open(name);
    EXPECT_STREQ(opened.status().reason(), "NO_QUEUE") << name;
    EXPECT_EQ(opened.status().remedy(), "there are: events") << name;
  }
  EXPECT_EQ(*queues_.names(), std::vector<std::string>{"events"});
}

TEST_F(QueuesTest, WrongOptionsMakeNothing) {
  for (const std::uint32_t partitions : {0u, kPartitionsMax + 1})
    EXPECT_STREQ(queues_.create("events", {.partitions = partitions}).reason(), "BAD_VALUE");
  EXPECT_STREQ(queues_.open("events").status().reason(), "NO_QUEUE");
  EXPECT_TRUE(queues_.create("events", {}).ok());
}

}  // namespace
}  // namespace slipway::queue
