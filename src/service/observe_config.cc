#include "service/observe_config.h"

#include "serve/load/target.h"
#include "service/config_checks.h"

namespace slipway::service {

using base::FieldType;
using base::Result;
using base::Status;
using base::Value;

namespace {

Status check_share(const base::Settings& settings, const Value& value) {
  const double sample = settings.number("sample");
  if (sample >= 0 && sample <= 1) return {};
  return base::invalid_argument("BAD_VALUE", "sample must be a share, from 0 to 1")
      .at(place_of(value, "sample"));
}

Result<serve::Url> read_collector(const std::string& text) {
  auto url = serve::read_url(text);
  if (std::string_view(url.status().reason()) == "NO_TLS")
    return base::unimplemented("NO_TLS", "spans are sent without TLS")
        .remedy(
            "run a collector on this machine, url: http://127.0.0.1:4318, which sends them on by "
            "TLS");
  if (url.ok() && url->scheme == "http") return url;
  return base::invalid_argument("BAD_URL", "\"" + text + "\" is no URL of a collector")
      .remedy("write it as http://localhost:4318: OTLP over HTTP");
}

}  // namespace

const base::Fields& traces_fields() {
  static const base::Fields fields = {
      {"url", FieldType::kText, nullptr,
       "an OpenTelemetry collector: http://HOST:PORT; spans go to its /v1/traces, by OTLP in JSON"},
      {"sample", FieldType::kDouble, "0.01",
       "the share of requests that are traced, of those whose caller does not say by traceparent"},
      {"service", FieldType::kText, "slipway", "what the server is called: service.name"},
  };
  return fields;
}

const base::Fields& payload_log_fields() {
  static const base::Fields fields = {
      {"file", FieldType::kText, "", "the file to which lines of JSON go; relative to this file"},
      {"queue", FieldType::kText, "", "instead: the built-in queue to which records go"},
      {"sample", FieldType::kDouble, "0.01", "the share of requests that are written down"},
      {"bytes_max", FieldType::kBytes, "64MiB",
       "of the file; then it becomes FILE.1, and a new one begins"},
  };
  return fields;
}

Result<TracesConfig> read_traces(const Value& value) {
  SLIPWAY_ASSIGN(const base::Settings settings,
                 base::read_fields(traces_fields(), value, "traces"));
  SLIPWAY_TRY(check_share(settings, value));
  const auto url = read_collector(settings.text("url"));
  if (!url.ok()) return url.status().at(place_of(value, "url"));
  TracesConfig config;
  config.host = url->host, config.port = url->port, config.path = url->path + "/v1/traces";
  config.sample = settings.number("sample");
  config.service = settings.text("service");
  config.place = value.place();
  return config;
}

Result<PayloadLogConfig> read_payload_log(const Value& value) {
  SLIPWAY_ASSIGN(const base::Settings settings,
                 base::read_fields(payload_log_fields(), value, "payload_log"));
  SLIPWAY_TRY(check_share(settings, value));
  PayloadLogConfig config;
  config.file = settings.text("file"), config.queue = settings.text("queue");
  config.sample = settings.number("sample");
  config.bytes_max = settings.integer("bytes_max");
  config.place = value.place();
  if (config.file.empty() == config.queue.empty())
    return base::invalid_argument("NO_PLACE", "payload_log needs a file or a queue")
        .at(value.place())
        .remedy("write {file: payload.jsonl} or {queue: NAME}");
  constexpr std::int64_t kLeast = 4096;
  SLIPWAY_TRY(check_least(settings, value, "bytes_max", kLeast));
  return config;
}

}  // namespace slipway::service
