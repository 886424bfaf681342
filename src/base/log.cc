#include "base/log.h"

#include <array>
#include <atomic>
#include <cstdio>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/clock.h"

namespace slipway::base {
namespace {

std::atomic<LogLevel> g_level{LogLevel::kWarning};
std::atomic<bool> g_json{false};

// Of a text that is not in quotes, those stay as they are.
std::string escaped(std::string_view text, bool in_quotes = true) {
  std::string out;
  for (const char c : text) {
    if (in_quotes && (c == '"' || c == '\\')) {
      out += '\\', out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

void log(LogLevel level, std::string_view room, std::string_view text, LogFields fields) {
  static constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warning", "error"};
  if (level < g_level || level >= LogLevel::kOff) return;
  const std::string time = fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", system_clock().wall());
  const auto name = kNames[static_cast<std::size_t>(level)];
  std::string line;
  if (g_json) {
    line = fmt::format(R"({{"level":"{}","time":"{}","room":"{}","text":"{}")", name, time, room,
                       escaped(text));
    for (const auto& [key, value] : fields)
      line += fmt::format(R"(,"{}":"{}")", key, escaped(value));
    line += "}\n";
  } else {
    line = fmt::format("{} {} {}: {}", name, time, room, escaped(text, false));
    for (const auto& [key, value] : fields) line += fmt::format(" {}=\"{}\"", key, escaped(value));
    line += '\n';
  }
  std::fwrite(line.data(), 1, line.size(), stderr);  // one call: lines of threads don't mix
}

void set_log_level(LogLevel level) { g_level = level; }
void set_log_json(bool json) { g_json = json; }

}  // namespace slipway::base
