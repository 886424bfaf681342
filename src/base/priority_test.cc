#include "base/priority.h"

#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace slipway::base {
namespace {

int niceness() { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); }

TEST(Priority, IsThatOfTheThreadAlone) {
  const int before = niceness();
  int inside = before;
  std::thread([&inside] {
    work_behind_others();
    inside = niceness();
  }).join();
  EXPECT_GE(inside, before);
  EXPECT_GE(inside, 10);
  EXPECT_EQ(niceness(), before);
}

}  // namespace
}  // namespace slipway::base
