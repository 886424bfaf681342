// Bench: a load on a running server, or on a model file inside this process, by the same path as the server's but
// without sockets: the door of `slipway bench`.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/status.h"
#include "model/asked.h"
#include "serve/load/run_load.h"

namespace slipway::service {

struct BenchJob {
  std::string model, format;  // a model file; or
  model::Asked asked;
  std::string url;       // a server
  std::string protocol;  // empty: by the URL's scheme, Slipway's own or gRPC
  std::string served;    // the model's name at the server; empty: the one that it has
  std::string data;      // rows to send; empty: made from what the model says that it wants
  std::vector<std::string> bodies;  // files to send as they are; then the URL is the whole one
  std::string type;                 // of the bodies
  std::vector<std::pair<std::string, std::string>> headers;
  std::int64_t rows = 1;  // of a request
  bool check = false;     // count the rows of every answer
  serve::LoadPlan plan;   // connections 0: 16 to a server, one caller without
};

struct BenchReport {
  bool inside = false;        // without a server
  std::string what;           // "http://localhost:8080", "wine.pkl, without a server"
  std::string protocol;       // empty: bodies
  std::string model;          // its name; empty: not known
  std::int64_t rows = 0;      // of a request; 0: not known
  std::int64_t requests = 0;  // different ones
  serve::LoadPlan plan;
  serve::LoadOutcome outcome;
  std::vector<std::pair<std::string, std::uint64_t>> codes;  // of answers: "429"
};

// Fails with what the job, the model or the first request has against it: the load begins only when one request was
// answered well. `stop` ends it early, with what there is.
base::Result<BenchReport> run_bench(
    BenchJob job, const std::atomic<bool>& stop,
    const std::function<void(const serve::LoadProgress&)>& progress);

std::string bench_text(const BenchReport& report);
std::string bench_json(const BenchReport& report);  // one line

}  // namespace slipway::service
