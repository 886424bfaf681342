// ScoreJob: a model, an input and an output, once: the door of `slipway score`.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/status.h"
#include "base/value.h"
#include "model/asked.h"

namespace slipway::service {

struct ScoreJob {
  std::string model, format;
  model::Asked asked;  // of the model: which boosting rounds count, names of columns
  std::string input = "-", output = "-";  // "-": standard input and output
  std::string input_codec,
      output_codec;  // empty: by the name's extension; of "-": csv, and the input's
  base::Value input_settings, output_settings;
  std::vector<std::string> keep, outputs;
  std::string rejects;  // empty: OUT.rejects.jsonl; of standard output: none, only counted
  bool resume = false;
  int threads = 0;  // 0: as many as cores
};

struct ScoreProgress {
  std::int64_t rows = 0;
  std::int64_t rejected = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_total = 0;  // 0: not known
  base::Duration elapsed{};
};

// Who is at fault, for the exit code: see cli/exit_code.h.
enum class Blame : std::uint8_t { kNobody, kUsage, kModel, kEnds, kInterrupted, kUnexpected };

struct ScoreReport {
  base::Status status;
  Blame blame = Blame::kNobody;
  ScoreProgress progress;
  std::int64_t resumed_at = 0;  // row
  std::string rejects;          // where rejected rows are, if any
  std::string first_reject;     // "row 7, column age: …"
};

// Runs to the end, to a failure, or until `stop` is set; calls `progress` a few times a second,
// from the calling thread. An output file is complete or absent; with CSV and JSON Lines what was
// done before a failure is kept beside it for `resume`.
ScoreReport run_score(const ScoreJob& job, const std::atomic<bool>& stop,
                      const std::function<void(const ScoreProgress&)>& progress);

}  // namespace slipway::service
