#include "service/config.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "base/hash.h"
#include "codec/codec.h"
#include "codec/yaml.h"
#include "connect/connect.h"
#include "service/config_checks.h"
#include "storage/storage.h"

namespace slipway::service {
namespace {

using base::Field;
using base::FieldType;
using base::Result;
using base::Status;
using base::Value;

constexpr std::uint64_t kConfigBytesMax = 4u << 20;

const base::Fields& top_fields() {
  static const base::Fields fields = {
      {"models", FieldType::kAny, "", "the models by name"},
      {"pipelines", FieldType::kAny, "", "what feeds models and takes their predictions, by name"},
      {"serve", FieldType::kAny, "", "the server; left out, none is started"},
  };
  return fields;
}

bool valid_name(std::string_view name) {
  const auto fits = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= 128 && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, fits);
}

// Calls `read` for each member of a map of named things.
template <class Read>
Status each(const Value& value, const char* what, Read read) {
  if (value.is_null()) return {};
  const Value::Map* map = value.as_map();
  if (map == nullptr)
    return base::invalid_argument("BAD_VALUE", fmt::format("{} must be a map from names", what))
        .at(value.place());
  for (const auto& [name, member] : *map) {
    if (!valid_name(name))
      return base::invalid_argument("BAD_NAME", fmt::format("\"{}\" can't be a name", name))
          .at(member.place())
          .remedy("use letters, digits, _ - .");
    const Status status = read(name, member);
    if (!status.ok()) return status.place().empty() ? status.at(value.place()) : status;
  }
  return {};
}

Status unknown_kind(const char* what, const std::string& name, const std::string& place,
                    const std::vector<std::string>& kinds) {
  const std::string near = base::nearest(name, kinds);
  return base::invalid_argument("UNKNOWN_KIND", fmt::format("no {} is called \"{}\"", what, name))
      .at(place)
      .remedy(near.empty() ? fmt::format("there are: {}", fmt::join(kinds, ", "))
                           : fmt::format("did you mean \"{}\"?", near));
}

// A name, or {name: settings}.
Status read_codec(const Value& value, KindConfig& config) {
  std::string place = value.place();
  if (const std::string* name = value.as_text()) config.codec = *name;
  const Value::Map* map = value.as_map();
  if (map != nullptr && map->size() == 1) {
    config.codec = map->front().first;
    config.codec_settings = map->front().second;
    if (!config.codec_settings.place().empty()) place = config.codec_settings.place();
  }
  if (config.codec.empty())
    return base::invalid_argument("BAD_VALUE", "codec must be a name, or {name: settings}")
        .at(value.place());
  const auto names = codec::codecs().names();
  if (std::ranges::find(names, config.codec) == names.end())
    return unknown_kind("codec", config.codec, place, names);
  if (config.codec_settings.is_null()) return {};
  SLIPWAY_ASSIGN(const codec::Codec* codec, codec::codecs().find(config.codec));
  return base::read_fields(codec->fields(), config.codec_settings, "codec " + config.codec)
      .status();
}

// {kind: settings, codec: name}: exactly one member besides codec.
Result<KindConfig> read_kind(const Value& value, const char* what,
                             const std::vector<std::string>& kinds) {
  KindConfig config;
  config.place = value.place();
  const Value::Map* map = value.as_map();
  if (map == nullptr)
    return base::invalid_argument("BAD_VALUE", fmt::format("{} must be a map such as {{{}: {{…}}}}",
                                                           what, kinds.front()))
        .at(value.place());
  for (const auto& [key, member] : *map) {
    if (key == "codec") {
      SLIPWAY_TRY(read_codec(member, config));
    } else if (config.kind.empty()) {
      config.kind = key;
      config.settings = member;
      if (!member.place().empty()) config.place = member.place();
    } else {
      return base::invalid_argument("TWO_KINDS",
                                    fmt::format("{} is either {} or {}", what, config.kind, key))
          .at(member.place());
    }
  }
  if (std::ranges::find(kinds, config.kind) == kinds.end())
    return unknown_kind(what, config.kind, config.place, kinds);
  return config;
}

// A plain value is the first setting's.
Status check_kind(KindConfig& config, const base::Fields& fields, const char* what) {
  if (!config.settings.is_null() && config.settings.as_map() == nullptr && !fields.empty()) {
    Value::Map map;
    map.emplace_back(fields.front().name, config.settings);
    config.settings = Value(std::move(map), config.place);
  }
  return base::read_fields(fields, config.settings, fmt::format("{} {}", what, config.kind))
      .status();
}

Result<PipelineConfig> read_pipeline(const std::string& name, const Value& value) {
  SLIPWAY_ASSIGN(const base::Settings settings,
                 base::read_fields(pipeline_fields(), value, "pipeline " + name));
  SLIPWAY_TRY(check_least(settings, value, "rows_max", 1));
  SLIPWAY_TRY(check_positive(settings, value, "backoff_max"));
  PipelineConfig config;
  config.name = name, config.place = value.place();
  config.model = settings.text("model");
  config.keep = settings.list("keep");
  config.outputs = settings.list("outputs");
  config.rows_max = settings.integer("rows_max");
  config.backoff_max = settings.duration("backoff_max");
  SLIPWAY_ASSIGN(config.source,
                 read_kind(settings.any("source"), "source", connect::sources().names()));
  SLIPWAY_ASSIGN(config.sink, read_kind(settings.any("sink"), "sink", connect::sinks().names()));
  SLIPWAY_ASSIGN(const auto* source, connect::sources().find(config.source.kind));
  SLIPWAY_TRY(check_kind(config.source, source->fields(), "source"));
  SLIPWAY_ASSIGN(const auto* sink, connect::sinks().find(config.sink.kind));
  SLIPWAY_TRY(check_kind(config.sink, sink->fields(), "sink"));
  return config;
}

Result<ServeConfig> read_serve(const Value& value) {
  SLIPWAY_ASSIGN(const base::Settings settings, base::read_fields(serve_fields(), value, "serve"));
  for (const char* key : {"body_bytes_max", "in_flight_max", "connections_max", "streams_max"})
    SLIPWAY_TRY(check_least(settings, value, key, 1));
  for (const char* key : {"threads", "memory_max"})
    SLIPWAY_TRY(check_least(settings, value, key, 0));
  SLIPWAY_TRY(check_rate(settings, value, "client_rate_max"));
  for (const char* key : {"wait_max", "request_time_max", "idle_time_max", "stop_time_max"})
    SLIPWAY_TRY(check_positive(settings, value, key));
  ServeConfig config;
  config.place = value.place();
  const Status address = parse_address(settings.text("http"), config.address, config.port);
  if (!address.ok()) return address.at(place_of(value, "http"));
  if (const std::string& grpc = settings.text("grpc"); !grpc.empty()) {
    const Status bad = parse_address(grpc, config.grpc_address, config.grpc_port);
    if (!bad.ok()) return bad.at(place_of(value, "grpc"));
  }
  if (const std::string& admin = settings.text("admin"); !admin.empty()) {
    const Status bad = parse_address(admin, config.admin_address, config.admin_port);
    if (!bad.ok()) return bad.at(place_of(value, "admin"));
  }
  config.errors = settings.text("errors");
  if (!config.errors.empty() && config.errors != "full" && config.errors != "short")
    return base::invalid_argument("BAD_VALUE", "errors must be full or short")
        .at(place_of(value, "errors"));
  if (settings.given("tls")) {
    SLIPWAY_ASSIGN(config.tls, read_tls(settings.any("tls")));
  }
  if (settings.given("auth")) {
    SLIPWAY_ASSIGN(config.auth, read_auth(settings.any("auth")));
  }
  if (settings.given("traces")) {
    SLIPWAY_ASSIGN(config.traces, read_traces(settings.any("traces")));
  }
  if (settings.given("payload_log")) {
    SLIPWAY_ASSIGN(config.payload_log, read_payload_log(settings.any("payload_log")));
  }
  config.models = settings.list("models");
  config.body_bytes_max = settings.integer("body_bytes_max");
  config.in_flight_max = settings.integer("in_flight_max");
  config.client_rate_max = settings.number("client_rate_max");
  config.threads = settings.integer("threads");
  config.wait_max = settings.duration("wait_max");
  config.request_time_max = settings.duration("request_time_max");
  config.connections_max = settings.integer("connections_max");
  config.streams_max = settings.integer("streams_max");
  config.idle_time_max = settings.duration("idle_time_max");
  config.stop_time_max = settings.duration("stop_time_max");
  config.reload = settings.duration("reload");
  config.control = settings.boolean("control");
  config.memory_max = settings.integer("memory_max");
  config.models_folder = settings.text("models_folder");
  config.access_log = settings.text("access_log");
  return config;
}

Status check_model_named(const Config& config, const std::string& name, const std::string& place) {
  if (config.model(name) != nullptr) return {};
  std::vector<std::string> names;
  for (const ModelConfig& model : config.models) names.push_back(model.name);
  const std::string near = base::nearest(name, names);
  return base::invalid_argument("UNKNOWN_MODEL", fmt::format("no model is called \"{}\"", name))
      .at(place)
      .remedy(names.empty()  ? "name it below models"
              : near.empty() ? fmt::format("models has: {}", fmt::join(names, ", "))
                             : fmt::format("did you mean \"{}\"?", near));
}

Status read_limits(const base::Settings& settings, const Value& value, ServeLimits& limits) {
  for (const char* key : {"rows_max", "bytes_max", "batch_rows_max"})
    SLIPWAY_TRY(check_least(settings, value, key, 1));
  SLIPWAY_TRY(check_least(settings, value, "in_flight_max", 0));
  SLIPWAY_TRY(check_rate(settings, value, "rate_max"));
  limits.in_flight_max = settings.integer("in_flight_max");
  limits.rows_max = settings.integer("rows_max");
  limits.bytes_max = settings.integer("bytes_max");
  limits.rate_max = settings.number("rate_max");
  limits.batch_rows_max = settings.integer("batch_rows_max");
  limits.batch_wait = settings.duration("batch_wait");
  limits.payload_log = settings.boolean("payload_log");
  return {};
}

Status read_asked(const base::Settings& settings, const Value& value, model::Asked& asked) {
  if (const std::string iterations = settings.text("iterations"); !iterations.empty()) {
    auto parsed = model::parse_iterations(iterations);
    if (!parsed.ok()) return parsed.status().at(place_of(value, "iterations"));
    asked.iterations = *parsed;
  }
  auto columns = model::parse_columns(settings.list("columns"));
  if (!columns.ok()) return columns.status().at(place_of(value, "columns"));
  asked.columns = *std::move(columns);
  return {};
}

}  // namespace

const base::Fields& model_fields() {
  static const base::Fields fields = {
      {"from", FieldType::kText, nullptr, "the model file or folder; relative to this file"},
      {"format", FieldType::kText, "", "its format; left out, it is recognised"},
      {"iterations", FieldType::kText, "",
       "which boosting rounds count: N the first N, A:B a range; left out: as the library"},
      {"columns", FieldType::kList, "",
       "names of the columns that the model reads, in its order, if its file does not have them: "
       "[age, \"city:string\"]"},
      {"versions_max", FieldType::kInt, "1",
       "of a folder of numbered versions the newest so many are served, and those with an alias"},
      {"warm_up", FieldType::kText, "",
       "served: a file of rows, as callers have sent them, that a version must score before it is "
       "served; relative to this file"},
      {"in_flight_max", FieldType::kInt, "0",
       "served: requests being answered at a time; 429 above; 0: as serve says"},
      {"rows_max", FieldType::kInt, "1M",
       "served: rows being scored or waiting at a time; 429 above, 400 for a request of more"},
      {"bytes_max", FieldType::kBytes, "256MiB", "served: bytes of such rows"},
      {"rate_max", FieldType::kDouble, "0",
       "served: requests a second, and as many at once; 429 above; 0: any number"},
      {"batch_rows_max", FieldType::kInt, "2048",
       "served: rows of several requests that are scored together"},
      {"batch_wait", FieldType::kDuration, "0s",
       "served: how long a request may wait for others to be scored with, where others come; it "
       "pays "
       "for models of which a call costs more than a row"},
      {"payload_log", FieldType::kBool, "true",
       "served: whether its requests may be in serve: payload_log"},
  };
  return fields;
}

const base::Fields& pipeline_fields() {
  static const base::Fields fields = {
      {"source", FieldType::kAny, nullptr, "where rows come from: {kind: settings}"},
      {"model", FieldType::kText, nullptr, "the model that scores them, by name"},
      {"sink", FieldType::kAny, nullptr, "where predictions go: {kind: settings}"},
      {"keep", FieldType::kList, "", "input columns to pass through"},
      {"outputs", FieldType::kList, "",
       "outputs of the model; left out: predict, and predict_proba if there is one"},
      {"rows_max", FieldType::kInt, "100k",
       "rows that may be pulled and not yet committed; the source waits at this limit"},
      {"backoff_max", FieldType::kDuration, "30s",
       "longest wait before a failed delivery is tried again"},
  };
  return fields;
}

const base::Fields& serve_fields() {
  static const base::Fields fields = {
      {"http", FieldType::kText, "127.0.0.1:8080", "address and port to listen on"},
      {"grpc", FieldType::kText, "", "address and port for gRPC; left out: none"},
      {"models", FieldType::kList, "", "names of the models to serve; left out: all"},
      {"threads", FieldType::kInt, "0", "threads; 0: as many as cores"},
      {"body_bytes_max", FieldType::kBytes, "64MiB", "largest request body; 413 above"},
      {"in_flight_max", FieldType::kInt, "1024",
       "requests of a model being answered at a time; 429 above"},
      {"client_rate_max", FieldType::kDouble, "0",
       "requests a second of one client, and as many at once; 429 above; 0: any number"},
      {"wait_max", FieldType::kDuration, "1s",
       "how long a request over HTTP may have waited for a thread that is busy with others; 429 "
       "above, at once"},
      {"request_time_max", FieldType::kDuration, "30s",
       "time to answer a request; 504 after; a caller may ask for less by X-Request-Timeout"},
      {"connections_max", FieldType::kInt, "10000",
       "connections over HTTP at a time; 503 above, or closed under TLS"},
      {"streams_max", FieldType::kInt, "64", "streams of rows at a time, each a thread; 429 above"},
      {"idle_time_max", FieldType::kDuration, "75s",
       "how long a connection may be silent between requests, and how long one may take to come"},
      {"stop_time_max", FieldType::kDuration, "30s",
       "how long what is being answered is waited for when the server stops"},
      {"reload", FieldType::kDuration, "2s",
       "how often model files are looked at; a changed one is loaded, warmed up and swapped in; "
       "0s: never"},
      {"access_log", FieldType::kText, "",
       "a file to which each answered request adds a line of JSON; \"-\": standard error"},
      {"control", FieldType::kBool, "false",
       "whether requests may load and unload models: /v2/repository/models/{m}/load"},
      {"memory_max", FieldType::kBytes, "0",
       "memory that models may take; above it those asked longest ago are put to rest, and loaded "
       "again by the next request; 0: any"},
      {"models_folder", FieldType::kText, "",
       "a folder from below which requests may bring models: POST /models; left out: they may not"},
      {"admin", FieldType::kText, "",
       "address and port for administration: metrics, loading and unloading are there, and not on "
       "the other ports"},
      {"tls", FieldType::kAny, "", "TLS on all ports: certificate, key, client_ca"},
      {"auth", FieldType::kAny, "", "who may do what: keys, jwt; left out, anyone anything"},
      {"traces", FieldType::kAny, "",
       "spans of requests for a collector: url, sample, service; left out: none"},
      {"payload_log", FieldType::kAny, "",
       "a share of the requests with their rows and answers: file or queue, sample; left out: "
       "none"},
      {"errors", FieldType::kText, "",
       "full, or short: without values of the request and inner workings; left out: short if other "
       "machines reach the server"},
  };
  return fields;
}

const ModelConfig* Config::model(std::string_view name) const {
  const auto it = std::ranges::find(models, name, &ModelConfig::name);
  return it == models.end() ? nullptr : &*it;
}

const PipelineConfig* Config::pipeline(std::string_view name) const {
  const auto it = std::ranges::find(pipelines, name, &PipelineConfig::name);
  return it == pipelines.end() ? nullptr : &*it;
}

Status parse_address(std::string_view text, std::string& address, std::uint16_t& port) {
  const std::size_t colon = text.rfind(':');
  const std::string_view digits = colon == std::string_view::npos ? text : text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.empty())
    return base::invalid_argument("BAD_ADDRESS", fmt::format("\"{}\" is not an address", text))
        .remedy("write it as 127.0.0.1:8080");
  address = colon == std::string_view::npos ? "127.0.0.1" : std::string(text.substr(0, colon));
  if (address.starts_with('[') && address.ends_with(']'))
    address = address.substr(1, address.size() - 2);
  if (address.empty()) address = "0.0.0.0";
  return {};
}

Result<Config> read_config(std::string_view yaml, const std::string& name) {
  SLIPWAY_ASSIGN(const Value root, codec::parse_yaml(yaml, name));
  SLIPWAY_ASSIGN(const base::Settings top,
                 base::read_fields(top_fields(), root, "the configuration"));
  Config config;
  config.path = name;
  config.folder = std::filesystem::path(name).parent_path().string();
  config.digest = base::sha256_hex(yaml), config.written = root;
  SLIPWAY_TRY(each(top.any("models"), "models",
                   [&](const std::string& model, const Value& value) -> Status {
                     SLIPWAY_ASSIGN(const base::Settings settings,
                                    base::read_fields(model_fields(), value, "model " + model));
                     ModelConfig& read = config.models.emplace_back();
                     read.name = model, read.place = value.place();
                     read.from = settings.text("from"), read.format = settings.text("format");
                     SLIPWAY_TRY(check_least(settings, value, "versions_max", 1));
                     read.versions_max = settings.integer("versions_max");
                     read.warm_up = settings.text("warm_up");
                     SLIPWAY_TRY(read_limits(settings, value, read.limits));
                     return read_asked(settings, value, read.asked);
                   }));
  SLIPWAY_TRY(each(top.any("pipelines"), "pipelines",
                   [&](const std::string& pipeline, const Value& value) -> Status {
                     SLIPWAY_ASSIGN(PipelineConfig read, read_pipeline(pipeline, value));
                     SLIPWAY_TRY(check_model_named(config, read.model, place_of(value, "model")));
                     config.pipelines.push_back(std::move(read));
                     return {};
                   }));
  if (top.given("serve")) {
    SLIPWAY_ASSIGN(config.serve, read_serve(top.any("serve")));
    for (const std::string& model : config.serve->models)
      SLIPWAY_TRY(check_model_named(config, model, place_of(top.any("serve"), "models")));
    for (ModelConfig& model : config.models)
      if (model.limits.in_flight_max == 0) model.limits.in_flight_max = config.serve->in_flight_max;
  }
  return config;
}

Result<Config> load_config(const std::string& path) {
  SLIPWAY_ASSIGN(const auto reader, storage::open_reader(path));
  SLIPWAY_ASSIGN(const std::string text, base::read_all(*reader, kConfigBytesMax));
  return read_config(text, path);
}

}  // namespace slipway::service
