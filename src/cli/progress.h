// The progress of long work on standard error: a bar on a terminal, nothing where it is piped.
#pragma once

#include "service/score_job.h"

namespace slipway::cli {

class ProgressBar {
 public:
  explicit ProgressBar(bool shown);
  ~ProgressBar();  // clears the line
  void show(const service::ScoreProgress& progress);

 private:
  const bool shown_;
  bool drawn_ = false;
};

// "1,234,567"
std::string with_commas(std::int64_t number);
// "1.2 s", "350 ms", "3 min 20 s"
std::string human_time(base::Duration duration);

}  // namespace slipway::cli
