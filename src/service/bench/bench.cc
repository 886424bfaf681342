#include "service/bench/bench.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "base/env.h"
#include "model/probes.h"
#include "serve/load/handler_target.h"
#include "serve/load/load_protocol.h"
#include "serve/protocol.h"
#include "service/model_file.h"
#include "service/served_model.h"
#include "service/verify/rows.h"

namespace slipway::service {
namespace {

using serve::LoadRequest;

constexpr std::size_t kRequestsMax = 1024;    // different ones
constexpr std::int64_t kRowsMax = 256 << 10;  // of them together
constexpr std::int64_t kRowsOfRequestMax = 1'000'000;
constexpr std::uint64_t kBytesMax = 64u << 20;     // of their bodies
constexpr std::uint64_t kBodyBytesMax = 1u << 30;  // of a file
constexpr std::int64_t kConnections = 16;          // to a server

// A server without sockets, of one model.
struct Inside {
  model::ModelPtr model;
  serve::ServedModels models;
  std::unique_ptr<serve::Handler> handler;

  base::Status open(const BenchJob& job) {
    SLIPWAY_ASSIGN(const LoadedModel loaded, load_model(job.model, job.format, "", job.asked));
    model = loaded.model;
    SLIPWAY_ASSIGN(auto served, make_served(loaded, ServeLimits()));
    models.put(std::move(served));
    handler = serve::make_handler(
        {.models = &models, .clock = &base::system_clock(), .ready = [] { return true; }});
    return {};
  }

  // The model itself knows more texts than it tells callers.
  void complete(serve::ModelInputs& inputs) const {
    const std::vector<model::Probes> probes = model::probes_of(*model);
    for (std::size_t j = 0; j < inputs.columns->size() && j < probes.size(); ++j)
      if ((*inputs.columns)[j].type.kind == data::Kind::kString && inputs.categories[j].empty())
        inputs.categories[j] = probes[j].texts;
  }
};

base::Result<const serve::LoadProtocol*> protocol_of(BenchReport& report,
                                                     const std::string& scheme) {
  if (report.protocol.empty()) report.protocol = scheme == "grpc" ? "grpc" : "slipway";
  if ((report.protocol == "grpc") != (scheme == "grpc"))
    return base::invalid_argument(
               "BAD_LOAD", fmt::format("{} is not spoken at {}", report.protocol, report.what))
        .remedy("grpc goes with --url grpc://HOST:PORT");
  return serve::load_protocol(report.protocol);
}

// The rows that requests are made of, in turn.
base::Result<data::Chunk> rows_of(const BenchJob& job, const serve::ModelInputs& inputs) {
  const std::int64_t wanted =
      std::clamp<std::int64_t>(kRequestsMax * job.rows, job.rows, std::max(kRowsMax, job.rows));
  if (job.data.empty()) return make_load_rows(inputs, wanted, job.plan.seed);
  SLIPWAY_ASSIGN(data::Chunk rows,
                 read_rows({.path = job.data, .columns = inputs.columns, .rows_max = wanted}));
  if (rows.rows() > 0) return rows;
  return base::invalid_argument("NO_ROWS", "there is no row that can be read").at(job.data);
}

// Each request takes up where the one before it ended, and at the end goes on from the first row: as many as there
// are rows to begin with.
std::vector<LoadRequest> requests_of(const BenchJob& job, const serve::LoadProtocol& protocol,
                                     const serve::ModelInputs& inputs, const data::Chunk& rows) {
  std::vector<LoadRequest> requests;
  data::Chunk some(rows.schema());
  std::int64_t at = 0;
  std::uint64_t bytes = 0;
  const auto different =
      static_cast<std::size_t>(job.data.empty() ? rows.rows() / job.rows : rows.rows());
  while (requests.size() < std::clamp<std::size_t>(different, 1, kRequestsMax) &&
         bytes < kBytesMax) {
    some.clear();
    for (std::int64_t i = 0; i < job.rows; ++i) some.append(rows.view(), at++ % rows.rows());
    requests.push_back(protocol.request(inputs, some.view()));
    bytes += requests.back().body.size();
  }
  return requests;
}

base::Result<std::vector<LoadRequest>> requests_of_files(const BenchJob& job,
                                                         const serve::LoadProtocol& protocol) {
  std::vector<LoadRequest> requests;
  for (const std::string& file : job.bodies) {
    SLIPWAY_ASSIGN(std::string body, base::read_file(base::posix_env(), file, kBodyBytesMax));
    requests.push_back(protocol.request_of(std::move(body)));
    if (!job.type.empty()) requests.back().type = job.type;
  }
  return requests;
}

// One request, before there are many: what is wrong with it is said, and not counted.
base::Status try_one(serve::Target& target, const LoadRequest& request,
                     const serve::AnswerCheck& check, const BenchReport& report) {
  SLIPWAY_ASSIGN(const serve::LoadAnswer answer, target.ask(request));
  if (!answer.well)
    return base::failed_precondition(
               "REFUSED",
               fmt::format("the first request is answered by {}: {}", target.code_text(answer.code),
                           serve::printable(answer.body.substr(0, 500))))
        .at(report.what)
        .remedy("give it what it takes: --data FILE, --body FILE, --protocol");
  if (check && !check(answer.body))
    return base::failed_precondition(
               "WRONG_ANSWER",
               fmt::format("the first answer does not have {} rows: {}", report.rows,
                           serve::printable(answer.body.substr(0, 300))))
        .at(report.what);
  return {};
}

base::Status check_job(const BenchJob& job) {
  const auto bad = [](const char* message) { return base::invalid_argument("BAD_LOAD", message); };
  if (job.model.empty() == job.url.empty())
    return bad("a load goes to a server or to a model file")
        .remedy("slipway bench --url http://HOST:PORT, or slipway bench MODEL");
  if (job.rows < 1 || job.rows > kRowsOfRequestMax) return bad("a request has 1 to 1,000,000 rows");
  if (!job.bodies.empty() && (!job.data.empty() || job.check))
    return bad("bodies are sent as they are: --data and --check have no meaning for them");
  if ((!job.bodies.empty() || !job.headers.empty()) && job.url.empty())
    return bad("bodies and headers are sent to a --url");
  return job.plan.check();
}

}  // namespace

base::Result<BenchReport> run_bench(
    BenchJob job, const std::atomic<bool>& stop,
    const std::function<void(const serve::LoadProgress&)>& progress) {
  if (job.plan.connections == 0) job.plan.connections = job.url.empty() ? 1 : kConnections;
  SLIPWAY_TRY(check_job(job));
  BenchReport report{.inside = job.url.empty(),
                     .what = job.url,
                     .protocol = job.protocol,
                     .model = job.served,
                     .plan = job.plan};
  Inside inside;
  serve::Url url{.scheme = "inside"};
  if (report.inside) {
    SLIPWAY_TRY(inside.open(job));
    report.what = std::filesystem::path(job.model).filename().string() + ", without a server";
  } else {
    SLIPWAY_ASSIGN(url, serve::read_url(job.url));
  }
  SLIPWAY_ASSIGN(const serve::LoadProtocol* protocol, protocol_of(report, url.scheme));
  const auto target = report.inside ? serve::make_handler_target(*inside.handler)
                                    : protocol->target(url, job.headers, job.plan.timeout);
  std::vector<LoadRequest> requests;
  serve::AnswerCheck check;
  if (!job.bodies.empty()) {
    SLIPWAY_ASSIGN(requests, requests_of_files(job, *protocol));
    if (report.protocol != "grpc") report.protocol.clear();
  } else {
    if (report.model.empty()) {
      SLIPWAY_ASSIGN(report.model, only_model(*target));
    }
    SLIPWAY_ASSIGN(auto inputs,
                   ask_inputs(*target, protocol->inputs_path(report.model), report.model));
    if (report.inside) inside.complete(inputs);
    SLIPWAY_ASSIGN(const data::Chunk rows, rows_of(job, inputs));
    requests = requests_of(job, *protocol, inputs, rows);
    report.rows = job.rows;
    check = [protocol, rows = job.rows](std::string_view body) {
      return protocol->rows_in(body) == rows;
    };
  }
  report.requests = std::ssize(requests);
  SLIPWAY_TRY(try_one(*target, requests.front(), check, report));
  SLIPWAY_ASSIGN(report.outcome, run_load(*target,
                                          {.model = report.model,
                                           .requests = requests,
                                           .check = job.check ? check : serve::AnswerCheck(),
                                           .plan = job.plan},
                                          stop, progress));
  for (const auto& [code, count] : report.outcome.report.codes)
    report.codes.emplace_back(target->code_text(code), count);
  return report;
}

}  // namespace slipway::service
