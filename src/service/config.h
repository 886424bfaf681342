// Config: what slipway.yaml says, checked. A mode is a row of it: nothing below service/ asks which
// door it is.
//
//   models:
//     churn: {from: churn.pkl}
//   pipelines:
//     small:
//       source: {queue: {name: events}}
//       model: churn
//       keep: [row_id]
//       sink: {sqlite: {path: scores.db, table: scores, key: row_id}}
//   serve: {http: "127.0.0.1:8080", models: [churn]}
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "base/status.h"
#include "base/value.h"
#include "model/asked.h"
#include "service/observe_config.h"
#include "service/security_config.h"

namespace slipway::service {

// How much of a served model may be under way at a time, and what is scored together.
struct ServeLimits {
  std::int64_t in_flight_max = 1024;  // requests
  std::int64_t rows_max = 1 << 20;
  std::int64_t bytes_max = 256 << 20;
  double rate_max = 0;                 // requests a second; 0: any number
  std::int64_t batch_rows_max = 2048;  // of several requests
  base::Duration batch_wait{};         // 0: nobody waits for others
  bool payload_log = true;             // its requests may be in serve: payload_log
};

struct ModelConfig {
  std::string name, from, format, place;
  model::Asked asked;             // iterations, columns
  std::int64_t versions_max = 1;  // of a folder of versions: the newest so many are served
  ServeLimits limits;
  std::string
      warm_up;  // a file of rows that must be scored before a version is served; empty: none
};

// A member of a registry and its settings: {queue: {name: events}}. A plain value stands for the
// kind's first setting: {file: in.csv}. Beside it the codec, by name or with settings:
// {file: in.txt, codec: {csv: {separator: ";"}}}.
struct KindConfig {
  std::string kind, codec, place;
  base::Value settings, codec_settings;
};

struct PipelineConfig {
  std::string name, model, place;
  KindConfig source, sink;
  std::vector<std::string> keep;     // input columns passed through
  std::vector<std::string> outputs;  // empty: predict, and predict_proba if the model has it
  std::int64_t rows_max = 0;         // pulled and not committed
  base::Duration backoff_max{};
};

struct ServeConfig {
  std::string address, place;
  std::uint16_t port = 0;
  std::string grpc_address;  // empty: none
  std::uint16_t grpc_port = 0;
  std::vector<std::string> models;  // empty: all
  std::int64_t body_bytes_max = 0;
  std::int64_t in_flight_max = 0;  // requests of a model that does not say so itself
  double client_rate_max = 0;      // requests a second; 0: any number
  std::int64_t threads = 0;
  base::Duration wait_max{};
  base::Duration request_time_max{};
  std::int64_t connections_max = 0, streams_max = 0;
  base::Duration idle_time_max{}, stop_time_max{};
  base::Duration reload{};      // 0: never
  std::string access_log;       // empty: none
  bool control = false;         // requests may load and unload models
  std::int64_t memory_max = 0;  // bytes that models may take; 0: any
  std::string models_folder;    // below which requests may bring models; empty: they may not
  std::string admin_address;    // of the port for administration; empty: the others have it
  std::uint16_t admin_port = 0;
  std::string errors;  // "full", "short"; empty: full if only this machine reaches the server
  std::optional<TlsConfig> tls;
  std::optional<AuthConfig> auth;
  std::optional<TracesConfig> traces;
  std::optional<PayloadLogConfig> payload_log;
};

struct Config {
  std::string path;     // of the file; places and relative paths start beside it
  std::string folder;   // of the file
  std::string digest;   // SHA-256 of it
  base::Value written;  // what it says: config_view.h shows it with its defaults
  std::vector<ModelConfig> models;
  std::vector<PipelineConfig> pipelines;
  std::optional<ServeConfig> serve;

  const ModelConfig* model(std::string_view name) const;
  const PipelineConfig* pipeline(std::string_view name) const;
};

// Checks everything that can be known without opening a model, a file or a socket. `name` is what
// places start with.
base::Result<Config> read_config(std::string_view yaml, const std::string& name);
base::Result<Config> load_config(const std::string& path);

// The JSON Schema of slipway.yaml, made from the same fields that read_config checks.
std::string config_schema();

// "host:port" or "port". INVALID_ARGUMENT/BAD_ADDRESS.
base::Status parse_address(std::string_view text, std::string& address, std::uint16_t& port);

// The fields of each map of slipway.yaml, for validation, help and schema.
const base::Fields& model_fields();
const base::Fields& pipeline_fields();
const base::Fields& serve_fields();

}  // namespace slipway::service
