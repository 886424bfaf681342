// Running another program: the user's own, which a person asked for (`slipway verify`). Never a
// shell: the arguments are passed as they are.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/status.h"

namespace slipway::base {

struct ProcessOptions {
  std::vector<std::string>
      command;        // the program (a path, or a name to look for on PATH), arguments
  std::string input;  // for its standard input
  Duration time_max = std::chrono::minutes(30);
  std::uint64_t output_bytes_max = 1u << 30;  // of each of the two streams
  const std::atomic<bool>* stop = nullptr;    // set: the program is killed
};

struct ProcessResult {
  int exit_code = 0;  // 128 + signal, if one ended it
  std::string output, errors;
};

// Waits for the end. It may read its input or not, and write both streams in any order.
// NOT_FOUND/NO_PROGRAM, DEADLINE_EXCEEDED/TOO_SLOW, RESOURCE_EXHAUSTED/TOO_LARGE (of output),
// CANCELLED/INTERRUPTED, UNAVAILABLE/IO. However it ends, no child is left behind. Any thread.
Result<ProcessResult> run_process(const ProcessOptions& options);

}  // namespace slipway::base
