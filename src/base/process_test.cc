// Other programs: fed, read, and never left behind.
#include "base/process.h"

#include <csignal>

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

TEST(Process, FeedsItsInputAndReadsBothStreams) {
  std::signal(SIGPIPE, SIG_IGN);
  ProcessOptions options;
  options.command = {"sh", "-c", "cat; echo wrong >&2; exit 3"};
  options.input = std::string(1 << 20, 'x');  // more than a pipe holds
  const auto result = run_process(options);
  ASSERT_TRUE(result.ok()) << result.status().text();
  EXPECT_EQ(result->output, options.input);
  EXPECT_EQ(result->errors, "wrong\n");
  EXPECT_EQ(result->exit_code, 3);
}

TEST(Process, OneThatReadsNothingIsNoFailure) {
  std::signal(SIGPIPE, SIG_IGN);
  ProcessOptions options;
  options.command = {"sh", "-c", "echo done"};
  options.input = std::string(1 << 20, 'x');
  const auto result = run_process(options);
  ASSERT_TRUE(result.ok()) << result.status().text();
  EXPECT_EQ(result->output, "done\n");
}

TEST(Process, ArgumentsAreNoShell) {
  ProcessOptions options;
  options.command = {"echo", "$(id)", "a b"};
  EXPECT_EQ(run_process(options)->output, "$(id) a b\n");
}

TEST(Process, ASignalIsInTheExitCode) {
  ProcessOptions options;
  options.command = {"sh", "-c", "kill -9 $$"};
  EXPECT_EQ(run_process(options)->exit_code, 128 + SIGKILL);
}

TEST(Process, WhatIsNotThereOrTooSlowOrTooTalkativeIsSaid) {
  ProcessOptions options;
  options.command = {"no-such-program-anywhere"};
  EXPECT_STREQ(run_process(options).status().reason(), "NO_PROGRAM");
  options.command = {"sleep", "60"};
  options.time_max = std::chrono::milliseconds(150);
  EXPECT_STREQ(run_process(options).status().reason(), "TOO_SLOW");
  options.time_max = std::chrono::minutes(1);
  const std::atomic<bool> stop{true};
  options.stop = &stop;
  EXPECT_STREQ(run_process(options).status().reason(), "INTERRUPTED");
  options.stop = nullptr;
  options.command = {"yes"};
  options.output_bytes_max = 1000;
  EXPECT_STREQ(run_process(options).status().reason(), "TOO_LARGE");
}

}  // namespace
}  // namespace slipway::base
