#include "base/crash_point.h"

#include <csignal>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace slipway::base {
namespace {

// How a fresh process ends that passes the point three times: the environment is read at its start.
int end_of_process(const char* crash_at) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv("SLIPWAY_CRASH_AT", crash_at, 1);
    ::execl(self.c_str(), self.c_str(), "--gtest_filter=CrashPoint.HitThrice", "--gtest_brief=1",
            nullptr);
    ::_exit(9);
  }
  int status = -1;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

TEST(CrashPoint, KillsAtTheNamedHit) {
  for (const char* reached : {"test: here:1", "test: here:3"}) {
    const int status = end_of_process(reached);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << reached;
  }
}

TEST(CrashPoint, WhatIsNotReachedOrNotUnderstoodKillsNobody) {
  for (const char* other : {"test: here:4", "test: here", "test: here:", "test: here:0",
                            "test: here:-1", "test:1", ":", "", "3"}) {
    const int status = end_of_process(other);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << other;
  }
}

TEST(CrashPoint, HitThrice) {
  for (int i = 0; i < 3; ++i) {
    crash_point("test: elsewhere");
    crash_point("test: here");
  }
}

}  // namespace
}  // namespace slipway::base
