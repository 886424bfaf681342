#include "service/score_job.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "base/hash.h"
#include "codec/compression.h"
#include "connect/file_sink.h"
#include "connect/file_source.h"
#include "connect/table.h"
#include "flow/pump.h"
#include "score/scorer.h"
#include "service/model_file.h"

namespace slipway::service {
namespace {

constexpr base::Duration kProgressEvery = std::chrono::milliseconds(200);
constexpr std::uint64_t kOpenDeliveries = 32;

// The parts of one run, in the order in which they may be destroyed backwards.
class Run {
 public:
  Run(const ScoreJob& job, ScoreReport& report) : job_(job), report_(report) {}

  bool prepare() {
    auto loaded = load_model(job_.model, job_.format);
    if (!loaded.ok()) return fail(loaded.status(), Blame::kModel);
    loaded_ = *std::move(loaded);
    outputs_ = job_.outputs.empty() ? default_outputs(loaded_.model->signature()) : job_.outputs;
    return pick_codecs() && open_path() && open_source() && open_sink();
  }

  void pump(const std::atomic<bool>& stop,
            const std::function<void(const ScoreProgress&)>& progress) {
    const base::Clock& clock = base::system_clock();
    const base::TimePoint start = clock.now();
    base::TimePoint shown_at = start + kProgressEvery;
    flow::Pump pump(*source_, *path_, *sink_, *sink_, clock,
                    {.open = {.deliveries_max = kOpenDeliveries},
                     .commit_rows = 1,
                     .commit_wait = base::Duration(0),
                     .backoff = {}});
    for (;;) {
      const auto step = pump.step();
      const base::TimePoint now = clock.now();
      update(pump, now - start);
      if (step == flow::Pump::Step::kEnded) break;
      if (stop) return interrupted(pump);
      if (!pump.trouble().ok() && pump.trouble().code() != base::Code::kOk && stuck(pump.trouble()))
        return (void)fail(pump.trouble(), Blame::kEnds);
      if (now >= shown_at) progress(report_.progress), shown_at = now + kProgressEvery;
      if (step == flow::Pump::Step::kIdle) clock.sleep(std::chrono::microseconds(50));
    }
    if (!source_->failure().ok()) return (void)give_up(source_->failure());
    if (const auto status = sink_->finish(); !status.ok()) return (void)fail(status, Blame::kEnds);
    update(pump, clock.now() - start);
  }

 private:
  bool fail(const base::Status& status, Blame blame) {
    report_.status = status;
    report_.blame = blame;
    return false;
  }

  bool give_up(const base::Status& status) {
    (void)sink_->checkpoint();
    return fail(status, Blame::kEnds);
  }

  void interrupted(flow::Pump& pump) {
    pump.drain();
    (void)sink_->checkpoint();
    update(pump, report_.progress.elapsed);
    const bool kept = appendable_ && job_.output != "-";
    fail(base::Status(base::Code::kCancelled, "INTERRUPTED", "interrupted")
             .remedy(kept ? "the same command with --resume goes on" : ""),
         Blame::kInterrupted);
  }

  // A full path empties by itself; whatever else went wrong does not in a run that nobody watches.
  static bool stuck(const base::Status& trouble) {
    return std::string_view(trouble.reason()) != "TOO_MUCH_IN_FLIGHT";
  }

  void update(const flow::Pump& pump, base::Duration elapsed) {
    ScoreProgress& p = report_.progress;
    p.rows = static_cast<std::int64_t>(pump.stats().rows_committed + pump.stats().rows_dead);
    p.rejected = sink_->rejected();
    p.bytes_read = source_->bytes_read();
    p.bytes_total = source_->bytes_total();
    p.elapsed = elapsed;
    report_.resumed_at = static_cast<std::int64_t>(sink_->resumed_at());
    report_.first_reject = sink_->first_reject();
  }

  bool pick_codecs() {
    const auto pick = [](const std::string& name, const std::string& uri,
                         const codec::Codec* otherwise) -> base::Result<const codec::Codec*> {
      if (!name.empty()) return codec::codecs().find(name);
      if (uri == "-" && otherwise != nullptr) return otherwise;
      return uri == "-" ? codec::codecs().find("csv") : codec::codec_of(uri);
    };
    auto input = pick(job_.input_codec, job_.input, nullptr);
    if (!input.ok()) return fail(input.status(), Blame::kUsage);
    input_ = *input;
    auto output = pick(job_.output_codec, job_.output, input_);
    if (!output.ok()) return fail(output.status(), Blame::kUsage);
    output_ = *output;
    const auto extensions = output_->extensions();
    appendable_ = job_.output != "-" && codec::compression_of(job_.output) == nullptr &&
                  (extensions.front() == ".csv" || extensions.front() == ".jsonl");
    if (job_.resume && (!appendable_ || job_.input == "-"))
      return fail(base::invalid_argument("CANNOT_RESUME",
                                         "--resume needs an input file, and an output file of CSV "
                                         "or JSON Lines that is not compressed"),
                  Blame::kUsage);
    return true;
  }

  bool open_path() {
    version_ = score::intern(loaded_.name, loaded_.digest);
    provider_.add(version_, loaded_.model);
    const int threads = job_.threads > 0
                            ? job_.threads
                            : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    path_ = std::make_unique<flow::Path>(
        provider_, base::system_clock(),
        flow::PathOptions{.outputs = outputs_, .pool_threads = threads > 1 ? threads : 0});
    const auto status = path_->route({{version_, 1}});
    return status.ok() || fail(status, Blame::kModel);
  }

  bool open_source() {
    codec::DecodeOptions options;
    for (const model::Feature& feature : loaded_.model->signature().inputs)
      options.wanted.push_back({feature.name, {feature.kind, {}}, {}});
    options.by_position = !loaded_.model->signature().names_known;
    options.keep = job_.keep;
    options.settings = job_.input_settings;
    source_ = std::make_unique<connect::FileSource>(job_.input, *input_, std::move(options));
    const auto status = source_->connect();
    return status.ok() ||
           fail(status,
                std::string_view(status.reason()) == "UNKNOWN_KEY" ? Blame::kUsage : Blame::kEnds);
  }

  bool open_sink() {
    auto predictions = path_->output_schema(source_->schema());
    if (!predictions.ok()) return fail(predictions.status(), Blame::kUsage);
    connect::FileSinkOptions options;
    options.uri = job_.output;
    options.rejects = !job_.rejects.empty() ? job_.rejects
                      : job_.output == "-"  ? ""
                                            : job_.output + ".rejects.jsonl";
    options.wanted = loaded_.model->signature().inputs.size();
    options.settings = job_.output_settings;
    options.resume = job_.resume;
    options.appendable = appendable_;
    options.clock = &base::system_clock();
    options.schema = connect::table_schema(*source_->schema(), options.wanted, **predictions);
    std::string identity = fmt::format("{}\n{}\n{}\n{}\n", loaded_.digest, job_.input,
                                       source_->bytes_total(), job_.input_codec);
    for (const data::Field& field : options.schema->fields())
      identity += fmt::format("{} {}\n", field.name, data::type_name(field.type));
    options.fingerprint = base::sha256_hex(identity);
    report_.rejects = options.rejects;
    sink_ = std::make_unique<connect::FileSink>(*output_, std::move(options));
    return true;
  }

  const ScoreJob& job_;
  ScoreReport& report_;
  LoadedModel loaded_;
  std::vector<std::string> outputs_;
  const codec::Codec* input_ = nullptr;
  const codec::Codec* output_ = nullptr;
  bool appendable_ = false;
  const score::Version* version_ = nullptr;
  score::FixedProvider provider_;
  std::unique_ptr<flow::Path> path_;
  std::unique_ptr<connect::FileSource> source_;
  std::unique_ptr<connect::FileSink> sink_;
};

}  // namespace

ScoreReport run_score(const ScoreJob& job, const std::atomic<bool>& stop,
                      const std::function<void(const ScoreProgress&)>& progress) {
  ScoreReport report;
  Run run(job, report);
  if (run.prepare()) run.pump(stop, progress);
  return report;
}

}  // namespace slipway::service
