#include "service/file_watch.h"

#include <atomic>

#include <gtest/gtest.h>

#include "service/service_test.h"

namespace slipway::service {
namespace {

class FileWatchTest : public ::testing::Test {
 protected:
  base::Status add() {
    return watch_.add({work_ / "a", work_ / "b"}, [this] {
      ++loads_;
      return bad_ ? base::invalid_argument("BAD_FILE", "no") : base::Status();
    });
  }
  const Folder work_;
  FileWatch watch_;
  std::atomic<int> loads_{0};
  bool bad_ = false;
};

TEST_F(FileWatchTest, AChangeIsLoadedOnceAndWhenItHasSettled) {
  work_.write("a", "1");
  ASSERT_TRUE(add().ok());
  EXPECT_EQ(loads_, 1);
  watch_.look(), watch_.look();
  EXPECT_EQ(loads_, 1);
  work_.write("b", "12");  // it was not there before
  watch_.look();
  EXPECT_EQ(loads_, 1) << "it may be half written";
  work_.write("b", "1234");
  watch_.look();
  EXPECT_EQ(loads_, 1);
  watch_.look(), watch_.look();
  EXPECT_EQ(loads_, 2);
}

TEST_F(FileWatchTest, WhatCanNotBeLoadedIsTriedAgainWhenItChanges) {
  work_.write("a", "1");
  ASSERT_TRUE(add().ok());
  bad_ = true;
  work_.write("a", "12");
  watch_.look(), watch_.look(), watch_.look();
  EXPECT_EQ(loads_, 2);
  bad_ = false;
  work_.write("a", "123");
  watch_.look(), watch_.look();
  EXPECT_EQ(loads_, 3);
}

TEST_F(FileWatchTest, WhatCanNotBeLoadedAtFirstIsAFailure) {
  bad_ = true;
  EXPECT_STREQ(add().reason(), "BAD_FILE");
}

TEST_F(FileWatchTest, AThreadLooks) {
  work_.write("a", "1");
  ASSERT_TRUE(add().ok());
  watch_.start(std::chrono::milliseconds(1));
  work_.write("a", "12");
  for (int i = 0; i < 10'000 && loads_ < 2; ++i)
    base::system_clock().sleep(std::chrono::milliseconds(1));
  EXPECT_EQ(loads_, 2);
  watch_.stop();
  watch_.stop();
}

}  // namespace
}  // namespace slipway::service
