// slipway bench --url URL, slipway bench MODEL: how many requests a second, and how long they take.
#include <algorithm>
#include <atomic>
#include <csignal>
#include <tuple>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/fields.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "model/asked.h"
#include "service/bench/bench.h"

namespace slipway::cli {
namespace {

std::atomic<bool> g_stop{false};

struct Options {
  service::BenchJob job;
  ModelOptions model;
  std::vector<std::string> headers;
  std::string arrivals = "poisson";
  std::string warm_up = "1s", duration = "10s", timeout = "10s";
  bool quiet = false;
  bool json = false;
};

constexpr const char* kFooter =
    "A closed loop (the default) asks as fast as it is answered: how much a server can do. An open "
    "loop (--rate) asks\n"
    "at its own times, as people do who know nothing of each other: how long they wait. There a "
    "latency counts from\n"
    "when a request was due, so that a server that stalls shows it.\n\n"
    "  slipway bench churn.pkl                                      what a request costs, without "
    "a server\n"
    "  slipway bench --url http://localhost:8080 --connections 64   the most that a server can do\n"
    "  slipway bench --url http://localhost:8080 --rate 2000        its latency at 2,000 requests "
    "a second\n"
    "  slipway bench --url grpc://localhost:8081 --rows 64 --data customers.csv\n"
    "  slipway bench --url http://other:8080/predict --body one.json --body two.json\n\n"
    "Exit code 0: every answer was well; 3: some were not; 4: the model can't be read; 5: the "
    "server can't be reached,\n"
    "or refuses the first request.";

base::Status read_times(Options& options) {
  auto& plan = options.job.plan;
  for (const auto& [name, text, into] : {std::tuple{"--warm-up", &options.warm_up, &plan.warm_up},
                                         {"--duration", &options.duration, &plan.duration},
                                         {"--timeout", &options.timeout, &plan.timeout}}) {
    const auto time = base::parse_duration(*text);
    if (!time.ok()) return time.status().at(name);
    *into = *time;
  }
  return {};
}

base::Status read_headers(Options& options) {
  for (const std::string& line : options.headers) {
    const std::size_t colon = line.find(':');
    const auto odd = [](unsigned char c) { return c < ' ' || c == 0x7f; };
    if (colon == std::string::npos || colon == 0 || std::ranges::any_of(line, odd))
      return base::invalid_argument("BAD_OPTION", "--header: write it as \"Name: value\"");
    const std::size_t value = std::min(line.find_first_not_of(' ', colon + 1), line.size());
    options.job.headers.emplace_back(line.substr(0, colon), line.substr(value));
  }
  return {};
}

int exit_code(const base::Status& status, const service::BenchJob& job) {
  const std::string_view reason = status.reason();
  if (reason == "BAD_LOAD" || reason == "BAD_URL" || reason == "NO_TLS" ||
      reason == "UNKNOWN_PROTOCOL" || reason == "OPEN_FILES" || reason == "WHICH_MODEL")
    return kUsage;
  return job.url.empty() && job.data.empty() ? kModelBad : kEndsBad;
}

// A line that is written anew.
class Line {
 public:
  explicit Line(bool shown) : shown_(shown) {}
  ~Line() {
    if (drawn_) fmt::print(stderr, "\r\033[K");
  }
  void show(const serve::LoadProgress& progress) {
    if (!shown_) return;
    fmt::print(stderr, "\r\033[K{}{} of {}, {} requests", progress.warms_up ? "warm-up: " : "",
               human_time(std::min(progress.elapsed, progress.whole)), human_time(progress.whole),
               with_commas(static_cast<std::int64_t>(progress.done)));
    std::fflush(stderr);
    drawn_ = true;
  }

 private:
  const bool shown_;
  bool drawn_ = false;
};

int bench(Options& options) {
  if (const auto status = read_times(options); !status.ok()) return fail(status, kUsage);
  if (const auto status = read_headers(options); !status.ok()) return fail(status, kUsage);
  auto asked = options.model.asked();
  if (!asked.ok()) return fail(asked.status(), kUsage);
  options.job.asked = *std::move(asked);
  options.job.format = options.model.format;
  options.job.plan.poisson = options.arrivals == "poisson";
  std::signal(SIGINT, [](int) { g_stop = true; });
  std::signal(SIGTERM, [](int) { g_stop = true; });
  const auto report = [&options] {
    Line line(!options.quiet && is_terminal(stderr));
    return service::run_bench(
        options.job, g_stop, [&line](const serve::LoadProgress& progress) { line.show(progress); });
  }();
  if (!report.ok()) return fail(report.status(), exit_code(report.status(), options.job));
  print(options.json ? service::bench_json(*report) : service::bench_text(*report));
  if (g_stop) return kInterrupted;
  return report->outcome.report.all_well() ? kDone : kRejected;
}

void add_load_options(CLI::App& command, Options& options) {
  serve::LoadPlan& plan = options.job.plan;
  command
      .add_option("--connections", plan.connections,
                  "requests on their way at a time; in an open loop at most; left out: 16 to a "
                  "server, 1 without")
      ->check(CLI::Range(1, 20'000));
  command.add_option("--rate", plan.rate,
                     "requests that are due in a second, answered or not: an open loop");
  command
      .add_option("--arrivals", options.arrivals,
                  "when they are due: poisson, as from many callers, or fixed, evenly")
      ->check(CLI::IsMember({"poisson", "fixed"}))
      ->capture_default_str();
  command.add_option("--duration", options.duration, "how long is measured")->capture_default_str();
  command.add_option("--warm-up", options.warm_up, "how long is not, before that")
      ->capture_default_str();
  command.add_option("--timeout", options.timeout, "how long a request is waited for")
      ->capture_default_str();
  command.add_option("--seed", plan.seed, "of made rows and of random times")
      ->capture_default_str();
}

void add_request_options(CLI::App& command, Options& options) {
  service::BenchJob& job = options.job;
  command.add_option(
      "--protocol", job.protocol,
      "slipway, open-inference, open-inference-binary, tensorflow, mlflow, grpc; left "
      "out: slipway, or grpc of a grpc:// URL");
  command.add_option("--model", job.served,
                     "the model's name at the server; left out: the only one it has");
  command.add_option("--rows", job.rows, "rows of a request")->capture_default_str();
  command.add_option("--data", job.data,
                     "a file of rows to send; left out: made from what the model says it wants");
  command
      .add_option("--body", job.bodies,
                  "a file to send as it is, to the whole URL; given several times, in turn")
      ->allow_extra_args(false);
  command.add_option("--type", job.type, "Content-Type of the bodies; left out: application/json");
  command
      .add_option("--header", options.headers,
                  "sent with every request: \"Authorization: Bearer …\"")
      ->allow_extra_args(false);
  command.add_flag("--check", job.check, "read every answer, and count its rows");
}

}  // namespace

void add_bench(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand(
      "bench", "put a load on a server, or on a model file: requests a second, latencies");
  auto options = std::make_shared<Options>();
  options->job.plan.connections = 0;
  command->add_option("MODEL", options->job.model,
                      "a model file or folder: loaded here and asked without a server");
  command->add_option("--url", options->job.url,
                      "a running server: http://HOST:PORT or grpc://HOST:PORT");
  add_load_options(*command, *options);
  add_request_options(*command, *options);
  add_model_options(*command, options->model);
  add_iterations_option(*command, options->model);
  command->add_flag("-q,--quiet", options->quiet, "no progress");
  command->add_flag("--json", options->json, "as a line of JSON; latencies are in microseconds");
  command->footer(kFooter);
  command->callback([options, &exit] { exit.code = bench(*options); });
}

}  // namespace slipway::cli
