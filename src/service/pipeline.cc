#include "service/pipeline.h"

#include <mutex>

#include "base/log.h"
#include "connect/connect.h"
#include "connect/dead_letter_box.h"
#include "flow/guarantee.h"
#include "flow/pump.h"
#include "score/scorer.h"

namespace slipway::service {
namespace {

constexpr base::Duration kReportEvery = std::chrono::seconds(1);
constexpr base::Duration kIdleWait = std::chrono::milliseconds(1);

}  // namespace

struct Pipeline::State {
  State(const PipelineConfig& config_, const LoadedModel& model_, const std::string& folder,
        LocalHome& home_)
      : config(config_),
        model(model_),
        home(home_),
        dead(home.letters(), config.name, base::system_clock()) {
    source_context.pipeline = sink_context.pipeline = config.name;
    source_context.folder = sink_context.folder = folder;
    source_context.codec = config.source.codec, sink_context.codec = config.sink.codec;
    source_context.codec_settings = config.source.codec_settings;
    sink_context.codec_settings = config.sink.codec_settings;
    source_context.wanted = wanted_fields(model.model->signature());
    source_context.by_position = !model.model->signature().names_known;
    source_context.keep = config.keep;
    source_context.queues = &home.all_queues();
    source_context.clock = sink_context.clock = &base::system_clock();
    sink_context.wanted = source_context.wanted.size();
  }

  void run() {
    flow::Pump pump(*source, *path, *sink, dead, base::system_clock(),
                    {.open = {.rows_max = static_cast<std::uint64_t>(config.rows_max)},
                     .backoff = {.max = config.backoff_max}});
    base::TimePoint report_at{};
    std::string last;
    const base::Clock& clock = base::system_clock();
    while (!stop) {
      const base::TimePoint began = clock.now();
      const auto step = pump.step();
      if (step == flow::Pump::Step::kEnded) return ended(pump);
      const base::TimePoint now = clock.now();
      // A source that has nothing has waited already; at a limit, or in a back-off, nobody has.
      if (step == flow::Pump::Step::kIdle && now - began < kIdleWait) clock.sleep(kIdleWait);
      if (now < report_at) continue;
      report_at = now + kReportEvery;
      const std::string trouble = pump.trouble().ok() ? "" : pump.trouble().text();
      if (trouble != last && !trouble.empty())
        base::log(base::LogLevel::kWarning, "service", trouble, {{"pipeline", config.name}});
      last = trouble;
      report(pump, trouble.empty() ? "running" : "waiting: " + trouble);
    }
    pump.drain();
    report(pump, "stopped");
  }

  void ended(flow::Pump& pump) {
    if (!pump.end().ok())
      base::log(base::LogLevel::kError, "service", pump.end().text(), {{"pipeline", config.name}});
    report(pump, pump.end().ok() ? "done" : "failed: " + pump.end().text());
    const std::lock_guard lock(mutex);
    shown.ended = true;
    shown.failure = pump.end();
  }

  void report(const flow::Pump& pump, std::string text) {
    const std::lock_guard lock(mutex);
    shown.committed = pump.stats().rows_committed;
    shown.dead = pump.stats().rows_dead;
    shown.state = std::move(text);
  }

  const PipelineConfig& config;
  const LoadedModel& model;
  LocalHome& home;
  connect::SourceContext source_context;
  connect::SinkContext sink_context;
  score::FixedProvider provider;
  connect::DeadLetterBox dead;
  std::unique_ptr<flow::Path> path;
  std::unique_ptr<flow::Source> source;
  std::unique_ptr<flow::Sink> sink;
  std::atomic<bool> stop{false};
  std::thread thread;
  mutable std::mutex mutex;
  PipelineState shown;  // guarded by mutex
};

Pipeline::Pipeline(const PipelineConfig& config, const LoadedModel& model,
                   const std::string& folder, LocalHome& home)
    : state_(std::make_unique<State>(config, model, folder, home)) {}
Pipeline::~Pipeline() { stop(); }

base::Status Pipeline::start() {
  State& s = *state_;
  const score::Version* version = score::intern(s.model.name, s.model.digest);
  s.provider.add(version, s.model.model);
  const auto outputs =
      s.config.outputs.empty() ? default_outputs(s.model.model->signature()) : s.config.outputs;
  s.path = std::make_unique<flow::Path>(s.provider, base::system_clock(),
                                        flow::PathOptions{.outputs = outputs});
  SLIPWAY_TRY(s.path->route({{version, 1}}));
  SLIPWAY_ASSIGN(s.source, connect::make_source(s.config.source.kind, s.config.source.settings,
                                                s.source_context));
  SLIPWAY_ASSIGN(s.sink,
                 connect::make_sink(s.config.sink.kind, s.config.sink.settings, s.sink_context));
  SLIPWAY_TRY(s.source->connect());  // what is wrong at the start is said at the start
  SLIPWAY_TRY(s.path->output_schema(s.source->schema()).status());
  s.shown.name = s.config.name;
  s.shown.state = "running";
  s.shown.guarantee = flow::guarantee({.source = s.config.source.kind,
                                       .position = s.source->position_kind(),
                                       .sink = s.config.sink.kind,
                                       .transactions = s.sink->transactions(),
                                       .seen_window = s.sink->seen_window()})
                          .sentence;
  s.thread = std::thread([&s] { s.run(); });
  return {};
}

void Pipeline::stop() {
  state_->stop = true;
  if (state_->thread.joinable()) state_->thread.join();
}

PipelineState Pipeline::state() const {
  const std::lock_guard lock(state_->mutex);
  return state_->shown;
}

}  // namespace slipway::service
