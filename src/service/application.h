// Application: everything that slipway.yaml describes, running: models loaded, pipelines pumping,
// the server listening. The door of `slipway up` and `slipway serve`.
//
//   made ─start─▶ running ─stop─▶ draining ─▶ stopped
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "service/config.h"

namespace slipway::service {

struct PipelineState {
  std::string name, guarantee;
  std::string state;     // for people: "running", "waiting: …", "done", "failed: …", "stopped"
  bool ended = false;    // its source has no more rows
  base::Status failure;  // why it can't go on
  std::uint64_t committed = 0;  // rows since start
  std::uint64_t dead = 0;       // rows to the dead letters since start
};

// One thread, but for request_stop().
class Application {
 public:
  // `home` is where state lives (SLIPWAY_HOME). REQUIRES: config was checked.
  Application(Config config, std::string home);
  ~Application();  // stops

  // Loads the models, claims the home, starts pipelines and server. All or nothing.
  base::Status start();

  // Waits until stop is requested or, where there is no server, every pipeline has come to its end.
  // Then drains: requests are answered, pipelines commit what is contiguous. Fails as the first pipeline
  // did that could not go on.
  base::Status run();
  void request_stop();  // async-signal-safe

  std::uint16_t http_port() const;
  std::uint16_t grpc_port() const;   // these two: 0 is none
  std::uint16_t admin_port() const;  // of serve: admin:
  std::vector<PipelineState> pipelines() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slipway::service
