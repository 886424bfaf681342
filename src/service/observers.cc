#include "service/observers.h"

#include <array>
#include <string_view>
#include <utility>

#include "connect/connect.h"
#include "serve/payload_file.h"
#include "service/config_view.h"

namespace slipway::service {

using base::Result;
using base::Status;

namespace {

// A record a line.
class QueuePayloads final : public serve::PayloadSink {
 public:
  QueuePayloads(Home& home, std::string queue) : home_(home), queue_(std::move(queue)) {}
  Status write(std::span<const std::string> lines) override {
    return home_.publish(queue_, {lines.begin(), lines.end()}, {});
  }

 private:
  Home& home_;
  const std::string queue_;
};

}  // namespace

Result<std::unique_ptr<Observers>> Observers::open(
    const Config& config, Home* home, std::function<std::vector<PipelineState>()> pipelines) {
  std::unique_ptr<Observers> observers(new Observers(config));
  observers->pipelines_ = std::move(pipelines);
  const ServeConfig& serve = *config.serve;
  if (serve.payload_log) SLIPWAY_TRY(observers->open_payload_log(*serve.payload_log, home));
  if (serve.traces)
    observers->tracer_ =
        std::make_unique<serve::Tracer>(serve::TraceOptions{.host = serve.traces->host,
                                                            .port = serve.traces->port,
                                                            .path = serve.traces->path,
                                                            .sample = serve.traces->sample,
                                                            .service = serve.traces->service});
  return observers;
}

Status Observers::open_payload_log(const PayloadLogConfig& config, Home* home) {
  std::unique_ptr<serve::PayloadSink> sink;
  if (config.queue.empty()) {
    auto file = serve::open_payload_file(connect::resolve_path(config_.folder, config.file),
                                         static_cast<std::uint64_t>(config.bytes_max));
    if (!file.ok()) return file.status().at(config.place);
    sink = *std::move(file);
  } else {
    if (const Status there = home->publish(config.queue, {}, {}); !there.ok())
      return there.at(config.place);
    sink = std::make_unique<QueuePayloads>(*home, config.queue);
  }
  payload_log_ = std::make_unique<serve::PayloadLog>(
      std::move(sink), serve::PayloadOptions{.sample = config.sample});
  return {};
}

void Observers::stop() {
  if (tracer_) tracer_->stop();
  if (payload_log_) payload_log_->stop();
}

void Observers::watch(serve::ServeContext& context) {
  context.config = [this] { return config_view(config_, since_); };
  context.figures = [this] { return pipeline_figures(pipelines_()); };
  context.statistics = &statistics_;
  context.tracer = tracer_.get();
  context.payload_log = payload_log_.get();
}

std::vector<serve::Figures> pipeline_figures(const std::vector<PipelineState>& pipelines) {
  static constexpr std::array<std::string_view, 5> kStates = {"running", "waiting", "done",
                                                              "failed", "stopped"};
  if (pipelines.empty()) return {};
  serve::Figures rows{.name = "slipway_pipeline_rows_total",
                      .about = "rows of a pipeline: committed, or dead letters",
                      .counts = true};
  serve::Figures state{.name = "slipway_pipeline_state",
                       .about = "1: the pipeline is so; 0: it is not"};
  for (const PipelineState& one : pipelines) {
    rows.values.push_back(
        {{{"pipeline", one.name}, {"outcome", "committed"}}, static_cast<double>(one.committed)});
    rows.values.push_back(
        {{{"pipeline", one.name}, {"outcome", "dead"}}, static_cast<double>(one.dead)});
    const std::string_view is = std::string_view(one.state).substr(0, one.state.find(':'));
    for (const std::string_view each : kStates)
      state.values.push_back(
          {{{"pipeline", one.name}, {"state", std::string(each)}}, each == is ? 1. : 0.});
  }
  return {std::move(rows), std::move(state)};
}

}  // namespace slipway::service
