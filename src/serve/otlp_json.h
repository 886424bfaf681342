// Spans as collectors take them: OTLP's ExportTraceServiceRequest, in JSON, with the attributes of OpenTelemetry's
// semantic conventions.
#pragma once

#include <span>
#include <string>

#include "serve/request_span.h"

namespace slipway::serve {

// `service`: the resource's service.name. `instance`: its service.instance.id. Pure.
std::string otlp_json(const std::string& service, const std::string& instance,
                      std::span<const RequestSpan> requests);

// What the collector took and threw away of it (partialSuccess), of the body of its answer; 0 if it says nothing.
std::uint64_t otlp_rejected(const std::string& answer);

}  // namespace slipway::serve
