// Observers: whoever watches a server, as slipway.yaml says: its own counters, traces, the payload log, the view of the
// configuration, the figures of pipelines.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/status.h"
#include "serve/payload_log.h"
#include "serve/protocol.h"
#include "serve/server_statistics.h"
#include "serve/tracer.h"
#include "service/application.h"
#include "service/config.h"
#include "service/home.h"

namespace slipway::service {

class Observers {
 public:
  // `home`: for a payload log in a queue; else it may be null. Fails as the payload log's place does: CANNOT_LOG,
  // NO_QUEUE. REQUIRES: config has serve:, was checked, and outlives it, as `home` does.
  static base::Result<std::unique_ptr<Observers>> open(
      const Config& config, Home* home, std::function<std::vector<PipelineState>()> pipelines);

  // After the servers, which use it: traces and rows that wait are sent and written.
  void stop();

  void watch(serve::ServeContext& context);
  serve::ServerStatistics* statistics() { return &statistics_; }
  serve::Tracer* tracer() { return tracer_.get(); }                // null: none
  serve::PayloadLog* payload_log() { return payload_log_.get(); }  // null: none

 private:
  explicit Observers(const Config& config) : config_(config) {}
  base::Status open_payload_log(const PayloadLogConfig& config, Home* home);

  const Config& config_;
  const base::WallTime since_ = base::system_clock().wall();
  std::function<std::vector<PipelineState>()> pipelines_;
  serve::ServerStatistics statistics_;
  std::unique_ptr<serve::Tracer> tracer_;
  std::unique_ptr<serve::PayloadLog> payload_log_;
};

// For /metrics: rows committed and dead, and the state, of each.
std::vector<serve::Figures> pipeline_figures(const std::vector<PipelineState>& pipelines);

}  // namespace slipway::service
