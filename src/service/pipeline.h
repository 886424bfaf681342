// Pipeline: one row of the configuration, running: its source, path, sink and pump, on a thread of
// its own.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "base/status.h"
#include "service/application.h"
#include "service/config.h"
#include "service/local_home.h"
#include "service/model_file.h"

namespace slipway::service {

class Pipeline {
 public:
  // REQUIRES: config, model and home outlive the pipeline.
  Pipeline(const PipelineConfig& config, const LoadedModel& model, const std::string& folder,
           LocalHome& home);
  ~Pipeline();  // stops

  base::Status start();
  void stop();  // commits what is contiguous, then lets go
  PipelineState state() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slipway::service
