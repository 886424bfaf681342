// slipway verify MODEL --against python [DATA]: the same rows here and in the user's own Python.
#include <atomic>
#include <csignal>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "model/asked.h"
#include "service/verify/verify.h"

namespace slipway::cli {
namespace {

std::atomic<bool> g_stop{false};

struct Options {
  service::VerifyJob job;
  ModelOptions model;
  std::string against = "python";
  std::string venv;
  bool yes = false;
  bool json = false;
};

// A pickle can run any code when Python loads it: a person has to say yes.
base::Status agree(const Options& options) {
  if (options.yes) return {};
  const std::string warning = fmt::format(
      "{} will load {} with the library that made it, which runs whatever code is in the file",
      options.job.python, options.job.model);
  if (!is_terminal(stdin))
    return base::failed_precondition("NOT_AGREED", warning)
        .remedy("if you trust the file, say so: --yes");
  fmt::print(stderr, "{}. Slipway itself runs nothing of it. Go on? [y/N] ", warning);
  char answer[16] = {};
  if (std::fgets(answer, sizeof answer, stdin) != nullptr && (answer[0] == 'y' || answer[0] == 'Y'))
    return {};
  return base::failed_precondition("NOT_AGREED", "nothing was run");
}

int verify(Options& options) {
  if (!options.venv.empty()) options.job.python = options.venv + "/bin/python";
  auto asked = options.model.asked();
  if (!asked.ok()) return fail(asked.status(), kUsage);
  options.job.asked = *std::move(asked);
  options.job.format = options.model.format;
  if (const auto status = agree(options); !status.ok()) return fail(status, kUsage);
  std::signal(SIGINT, [](int) { g_stop = true; });
  std::signal(SIGTERM, [](int) { g_stop = true; });
  const auto report = service::run_verify(options.job, g_stop);
  if (!report.ok()) {
    const std::string_view reason = report.status().reason();
    return fail(report.status(), reason == "INTERRUPTED" ? kInterrupted
                                 : reason == "NO_PROGRAM" || reason == "UNKNOWN_OUTPUT"
                                     ? kUsage
                                     : kModelBad);
  }
  print(options.json ? service::verify_json(*report) : service::verify_text(*report));
  return report->same() ? kDone : kModelBad;
}

}  // namespace

void add_verify(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand(
      "verify", "score the same rows here and in your own Python, and show where they differ");
  auto options = std::make_shared<Options>();
  service::VerifyJob& job = options->job;
  command->add_option("MODEL", job.model, "the model file or folder")->required();
  command->add_option("DATA", job.data,
                      "rows to score; left out: made from the model's thresholds and categories");
  command
      ->add_option("--against", options->against, "the other side: the library that made the model")
      ->check(CLI::IsMember({"python"}))
      ->capture_default_str();
  command->add_option("--python", job.python, "the interpreter that has that library")
      ->capture_default_str();
  command->add_option("--venv", options->venv, "its virtual environment, instead of --python");
  command
      ->add_option("--outputs,--method", job.outputs,
                   "outputs to compare, comma-separated; left out: all that the model has")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--rows", job.rows_max, "at most so many rows")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000'000));
  command->add_option("--tolerance", job.relative, "relative difference that counts as the same")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--seed", job.seed, "of the rows that are made")->capture_default_str();
  command->add_option("--from", job.codec, "codec of DATA; left out: by its extension");
  add_model_options(*command, options->model);
  command->add_flag("-y,--yes", options->yes,
                    "the file is trusted: loading it in Python runs whatever code is in it");
  command->add_flag("--json", options->json, "as JSON");
  command->footer("Exit code 0: the same; 4: rows differ, or the model can't be read.");
  command->callback([options, &exit] { exit.code = verify(*options); });
}

}  // namespace slipway::cli
