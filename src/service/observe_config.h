// What slipway.yaml says below `serve: traces:` and `serve: payload_log:`.
#pragma once

#include <cstdint>
#include <string>

#include "base/fields.h"
#include "base/status.h"
#include "base/value.h"

namespace slipway::service {

struct TracesConfig {
  std::string host, port, path;  // of the collector; the path ends in /v1/traces
  double sample = 0;
  std::string service, place;
};

struct PayloadLogConfig {
  std::string file, queue;  // one of them
  double sample = 0;
  std::int64_t bytes_max = 0;  // of the file
  std::string place;
};

// INVALID_ARGUMENT/BAD_URL; UNIMPLEMENTED/NO_TLS of https.
base::Result<TracesConfig> read_traces(const base::Value& value);
// INVALID_ARGUMENT/NO_PLACE if there is neither a file nor a queue, or both.
base::Result<PayloadLogConfig> read_payload_log(const base::Value& value);

const base::Fields& traces_fields();
const base::Fields& payload_log_fields();

}  // namespace slipway::service
