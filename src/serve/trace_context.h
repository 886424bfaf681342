// Trace context (W3C, level 1): which trace a request belongs to, as the header `traceparent` says it.
//
//   00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
//      trace                            span of the caller  sampled
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::serve {

using TraceId = std::array<std::uint8_t, 16>;
using SpanId = std::array<std::uint8_t, 8>;

struct TraceParent {
  TraceId trace{};
  SpanId span{};  // the caller's
  bool sampled = false;
};

// Nothing if it is none: then the request begins a trace of its own. Of versions to come what level 1 knows.
std::optional<TraceParent> parse_traceparent(std::string_view text);

// Not all zero.
TraceId new_trace_id();
SpanId new_span_id();

// Evenly distributed bits of a trace's id, by which everybody decides alike whether it is sampled.
std::uint64_t sampling_bits(const TraceId& id);

std::string hex(const TraceId& id);  // 32 lower-case digits
std::string hex(const SpanId& id);   // 16

}  // namespace slipway::serve
