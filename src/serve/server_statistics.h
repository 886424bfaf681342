// What a server's ports have under way, and what they refused before any model was asked. Any thread, without locks.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace slipway::serve {

struct ServerStatistics {
  // Reasons of refusals that are not a model's own; what else is refused is counted by model and code.
  static constexpr std::array<const char*, 12> kReasons = {
      "BAD_CREDENTIALS",      "BAD_HTTP",       "BODY_TOO_LARGE",
      "HEADER_TOO_LARGE",     "NO_CREDENTIALS", "NOT_PERMITTED",
      "OVERLOADED",           "RATE_LIMIT",     "TOO_MANY_STREAMS",
      "TOO_MANY_CONNECTIONS", "UNKNOWN_MODEL",  "UNKNOWN_PATH"};

  std::atomic<std::int64_t> http_connections{0};
  std::atomic<std::int64_t> http_streams{0}, grpc_streams{0};
  std::atomic<std::int64_t> grpc_calls{0};
  std::array<std::atomic<std::uint64_t>, kReasons.size()> refusals{};  // by reason

  // Of an answer that is an error; reasons that are not listed are not counted.
  void refused(std::string_view reason) {
    for (std::size_t i = 0; i < kReasons.size(); ++i)
      if (reason == kReasons[i]) refusals[i].fetch_add(1, std::memory_order_relaxed);
  }
};

}  // namespace slipway::serve
