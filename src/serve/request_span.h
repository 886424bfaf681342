// RequestSpan: a request that is traced, from when it was whole to when its answer is written down: one span of the
// server's, and one for each phase inside it. Whoever learns something of the request notes it here.
//
// Made by Tracer::begin(), carried by the Exchange, given back by Tracer::end(). There is none for a request that is
// not sampled. One thread at a time: the exchange's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/status.h"
#include "serve/trace_context.h"

namespace slipway::serve {

struct RequestSpan {
  struct Phase {
    const char* name = "";  // "parse"
    base::TimePoint begin, end;
  };
  static constexpr std::size_t kPhasesMax = 4;

  TraceId trace{};
  SpanId id{};
  SpanId parent{};  // the caller's span, if it is remote
  bool remote = false;
  std::string state;  // the caller's tracestate, passed on unread
  base::TimePoint began, ended;
  base::WallTime began_wall;  // the same moment as `began`

  // Of the transport.
  const char* scheme = "http";  // "https", "grpc"
  std::string path, client;     // of gRPC: the method, "/inference.GRPCInferenceService/ModelInfer"
  int status = 0;               // of HTTP, or gRPC's code
  const char* reason = "";      // of a refusal; a literal

  // Of the model, once it is known.
  std::string model, version;
  std::int64_t rows = -1;  // -1: they were not read
  std::array<Phase, kPhasesMax> phases;
  std::size_t phases_count = 0;

  void add_phase(const char* name, base::TimePoint begin, base::TimePoint end) {
    if (phases_count < kPhasesMax) phases[phases_count++] = {name, begin, end};
  }
  std::size_t spans() const { return 1 + phases_count; }
};

}  // namespace slipway::serve
