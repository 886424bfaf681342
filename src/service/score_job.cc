#include "service/score_job.h"

#include <algorithm>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "base/hash.h"
#include "codec/compression.h"
#include "connect/connect.h"
#include "connect/sink_file.h"
#include "connect/table.h"
#include "flow/pump.h"
#include "score/scorer.h"
#include "service/model_file.h"
#include "storage/storage.h"

namespace slipway::service {
namespace {

constexpr base::Duration kProgressEvery = std::chrono::milliseconds(200);
constexpr base::Duration kCheckpointEvery = std::chrono::seconds(2);
constexpr std::uint64_t kOpenDeliveries = 32;

base::Value path_setting(const std::string& path) {
  base::Value::Map map;
  map.emplace_back("path", base::Value(path));
  return base::Value(std::move(map));
}

// The parts of one run, in the order in which they may be destroyed backwards.
class Run {
 public:
  Run(const ScoreJob& job, ScoreReport& report) : job_(job), report_(report) {}

  bool prepare() {
    auto loaded = load_model(job_.model, job_.format, {}, job_.asked);
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
    update(pump, clock.now() - start);
    if (!pump.end().ok()) fail(pump.end(), Blame::kEnds);
  }

 private:
  bool fail(const base::Status& status, Blame blame) {
    report_.status = status;
    report_.blame = blame;
    return false;
  }

  void interrupted(flow::Pump& pump) {
    pump.drain();
    update(pump, report_.progress.elapsed);
    const bool kept = sink_->can_resume() && job_.input != "-";
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
    p.bytes_read = source_->progress().bytes_read;
    p.bytes_total = source_->progress().bytes_total;
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
    if (!job_.rejects.empty() && job_.rejects == job_.output)
      return fail(
          base::invalid_argument("BAD_OPTION", "predictions and rejected rows can't share a file")
              .at(job_.rejects),
          Blame::kUsage);
    if (output_->needs_reader() && codec::compression_of(job_.output) != nullptr)
      return fail(base::invalid_argument("COMPRESSED_TWICE",
                                         "this codec compresses by itself, and no file of it that "
                                         "was compressed again could be read")
                      .at(job_.output)
                      .remedy("leave the last extension out"),
                  Blame::kUsage);
    return true;
  }

  // Each column of the output has a name of its own: JSON and Parquet could not tell two apart.
  static base::Status check_names(const data::Schema& schema) {
    std::set<std::string> names;
    for (const data::Field& field : schema.fields())
      if (!names.insert(field.name).second)
        return base::invalid_argument(
                   "COLUMN_TWICE",
                   fmt::format("two columns of the output would be called \"{}\"", field.name))
            .at("--keep")
            .remedy("keep a column once, and none that is called as an output of the model");
    return {};
  }

  // Whether the codec of the output takes its settings is known before anything is opened.
  base::Status check_output_settings(const data::SchemaPtr& schema) const {
    class Nowhere final : public base::Writer {
      base::Status write(std::string_view) override { return {}; }
      base::Status commit() override { return {}; }
    } nowhere;
    return output_->encoder(nowhere, schema, job_.output_settings).status();
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
    connect::SourceContext context;
    context.wanted = wanted_fields(loaded_.model->signature());
    context.by_position = !loaded_.model->signature().names_known;
    context.keep = job_.keep;
    context.codec = job_.input_codec;
    context.codec_settings = job_.input_settings;
    context.clock = &base::system_clock();
    auto source = connect::make_source("file", path_setting(job_.input), context);
    if (!source.ok()) return fail(source.status(), Blame::kUsage);
    source_ = *std::move(source);
    const auto status = source_->connect();
    const std::string_view reason = status.reason();
    return status.ok() ||
           fail(status,
                reason == "UNKNOWN_KEY" || reason == "BAD_VALUE" ? Blame::kUsage : Blame::kEnds);
  }

  bool open_sink() {
    auto predictions = path_->output_schema(source_->schema());
    if (!predictions.ok()) return fail(predictions.status(), Blame::kUsage);
    connect::FileSinkOptions options;
    options.uri = job_.output;
    options.rejects = !job_.rejects.empty()               ? job_.rejects
                      : storage::replaceable(job_.output) ? job_.output + ".rejects.jsonl"
                                                          : "";
    options.wanted = loaded_.model->signature().inputs.size();
    options.settings = job_.output_settings;
    options.resume = job_.resume;
    options.checkpoint_every = kCheckpointEvery;
    options.clock = &base::system_clock();
    const auto schema = connect::table_schema(*source_->schema(), options.wanted, **predictions);
    for (const auto& check : {check_names(*schema), check_output_settings(schema)})
      if (!check.ok()) return fail(check, Blame::kUsage);
    auto fingerprint = fingerprint_of(*schema);
    if (!fingerprint.ok()) return fail(fingerprint.status(), Blame::kEnds);
    options.fingerprint = *std::move(fingerprint);
    report_.rejects = options.rejects;
    sink_ = std::make_unique<connect::FileSink>(*output_, std::move(options));
    sink_->expect(schema);
    if (job_.resume && (!sink_->can_resume() || job_.input == "-"))
      return fail(base::invalid_argument("CANNOT_RESUME",
                                         "--resume needs an input file, and an output file of CSV "
                                         "or JSON Lines that is not compressed"),
                  Blame::kUsage);
    return true;
  }

  // Of everything that the rows of the output depend on.
  base::Result<std::string> fingerprint_of(const data::Schema& schema) const {
    SLIPWAY_ASSIGN(const std::string stamp, storage::stamp_of(job_.input));
    std::string identity =
        fmt::format("{}\n{}\n{}\n{}\n", loaded_.digest, job_.input, stamp, job_.input_codec);
    identity += fmt::format("{}\n", output_->extensions().front());
    for (const base::Value* settings : {&job_.input_settings, &job_.output_settings}) {
      if (const base::Value::Map* map = settings->as_map())
        for (const auto& [name, value] : *map)
          identity +=
              fmt::format("{}={}\n", name, value.as_text() != nullptr ? *value.as_text() : "");
      identity += "\n";  // what is said of the one is not said of the other
    }
    for (const data::Field& field : schema.fields())
      identity += fmt::format("{} {}\n", field.name, data::type_name(field.type));
    return base::sha256_hex(identity);
  }

  const ScoreJob& job_;
  ScoreReport& report_;
  LoadedModel loaded_;
  std::vector<std::string> outputs_;
  const codec::Codec* input_ = nullptr;
  const codec::Codec* output_ = nullptr;
  const score::Version* version_ = nullptr;
  score::FixedProvider provider_;
  std::unique_ptr<flow::Path> path_;
  std::unique_ptr<flow::Source> source_;
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
