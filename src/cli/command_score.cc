// slipway score MODEL [INPUT] [-o OUT]: a file or a pipe to predictions, once.
#include <atomic>
#include <csignal>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/progress.h"
#include "codec/codec.h"
#include "model/asked.h"
#include "service/score_job.h"

namespace slipway::cli {
namespace {

std::atomic<bool> g_stop{false};

struct Options {
  service::ScoreJob job;
  std::vector<std::string> input_settings, output_settings;
  ModelOptions model;
  bool quiet = false;
  bool json = false;
};

// "separator=;" to a map of settings.
base::Result<base::Value> settings_of(const std::vector<std::string>& words, const char* option) {
  if (words.empty()) return base::Value();
  base::Value::Map map;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos)
      return base::invalid_argument("BAD_OPTION",
                                    fmt::format("{} {}: write it as name=value", option, word));
    map.emplace_back(word.substr(0, equals), base::Value(word.substr(equals + 1), option));
  }
  return base::Value(std::move(map), option);
}

int exit_code(const service::ScoreReport& report) {
  switch (report.blame) {
    case service::Blame::kNobody:
      return report.progress.rejected > 0 ? kRejected : kDone;
    case service::Blame::kUsage:
      return kUsage;
    case service::Blame::kModel:
      return kModelBad;
    case service::Blame::kEnds:
      return kEndsBad;
    case service::Blame::kInterrupted:
      return kInterrupted;
    case service::Blame::kUnexpected:
      return kUnexpected;
  }
  return kUnexpected;
}

void summarise(const Options& options, const service::ScoreReport& report) {
  const auto& p = report.progress;
  const double s = std::chrono::duration<double>(p.elapsed).count();
  if (options.json) {
    fmt::print(stderr,
               R"({{"rows":{},"rejected":{},"seconds":{:.3f},"resumed_at":{},"rejects":{}}})"
               "\n",
               p.rows, p.rejected, s, report.resumed_at,
               json_text(p.rejected > 0 ? report.rejects : ""));
    return;
  }
  if (p.rejected > 0) {
    fmt::print(stderr, "slipway: {} of {} rows rejected; the first: {}\n", with_commas(p.rejected),
               with_commas(p.rows), report.first_reject);
    if (!report.rejects.empty()) fmt::print(stderr, "slipway: they are in {}\n", report.rejects);
  }
  if (options.quiet || !is_terminal(stderr)) return;
  fmt::print(
      stderr, "{} rows in {} ({} rows/s){}\n", with_commas(p.rows), human_time(p.elapsed),
      with_commas(static_cast<std::int64_t>(static_cast<double>(p.rows) / std::max(s, 1e-6))),
      report.resumed_at > 0 ? fmt::format(", resumed at row {}", with_commas(report.resumed_at))
                            : "");
}

// Whoever read our standard output has gone: head has seen enough. The exit code says it, and no text.
bool closed_pipe(const Options& options, const service::ScoreReport& report) {
  return options.job.output == "-" && std::string_view(report.status.reason()) == "CLOSED_PIPE";
}

int score(Options& options) {
  auto input = settings_of(options.input_settings, "--in");
  if (!input.ok()) return fail(input.status(), kUsage);
  auto output = settings_of(options.output_settings, "--out");
  if (!output.ok()) return fail(output.status(), kUsage);
  options.job.input_settings = *input;
  options.job.output_settings = *output;
  auto asked = options.model.asked();
  if (!asked.ok()) return fail(asked.status(), kUsage);
  options.job.asked = *std::move(asked);
  options.job.format = options.model.format;
  std::signal(SIGINT, [](int) { g_stop = true; });
  std::signal(SIGTERM, [](int) { g_stop = true; });
  service::ScoreReport report;
  {
    ProgressBar bar(!options.quiet && is_terminal(stderr));
    report =
        service::run_score(options.job, g_stop,
                           [&bar](const service::ScoreProgress& progress) { bar.show(progress); });
  }
  if (closed_pipe(options, report)) return exit_code(report);
  if (!report.status.ok()) return fail(report.status, exit_code(report));
  summarise(options, report);
  return exit_code(report);
}

}  // namespace

void add_score(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("score", "score a file or a pipe");
  auto options = std::make_shared<Options>();
  service::ScoreJob& job = options->job;
  command->add_option("MODEL", job.model, "the model file or folder")->required();
  command->add_option("INPUT", job.input, "rows to score; - is standard input")
      ->capture_default_str();
  command
      ->add_option("-o,--output", job.output,
                   "where predictions go: complete or absent; - is standard output")
      ->capture_default_str();
  const CLI::IsMember known_codec(codec::codecs().names());
  command
      ->add_option("--from", job.input_codec,
                   "codec of the input; left out: by its extension, csv from a pipe")
      ->check(known_codec);
  command
      ->add_option("--to", job.output_codec,
                   "codec of the output; left out: by its extension, the input's to a pipe")
      ->check(known_codec);
  command
      ->add_option("--in", options->input_settings,
                   "a setting of the input's codec, name=value; see \"slipway help codec NAME\"")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);  // one a time: what follows is MODEL or INPUT
  command->add_option("--out", options->output_settings, "a setting of the output's codec")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command
      ->add_option("--keep", job.keep, "input columns to pass through, comma-separated; * is all")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      ->add_option("--outputs,--method", job.outputs,
                   "outputs of the model, comma-separated; left out: predict, and predict_proba if "
                   "there is one")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--rejects", job.rejects,
                      "where rejected rows go; left out: OUT.rejects.jsonl");
  add_model_options(*command, options->model);
  add_iterations_option(*command, options->model);
  command->add_option("--threads", job.threads, "scoring threads; 0: as many as cores")
      ->capture_default_str()
      ->check(CLI::Range(0, 1024));
  command->add_flag("--resume", job.resume,
                    "go on behind the last row that an interrupted run of the same command wrote");
  command->add_flag("-q,--quiet", options->quiet, "no progress");
  command->add_flag("--json", options->json, "a closing line of JSON on standard error");
  command->callback([options, &exit] { exit.code = score(*options); });
}

}  // namespace slipway::cli
