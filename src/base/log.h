// One log for the program and its modules: lines on standard error, "level time room: text
// key=value". The state lives in log.cc, so there is one copy of it. Any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace slipway::base {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError, kOff };

using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

void log(LogLevel level, std::string_view room, std::string_view text, LogFields fields = {});
void set_log_level(LogLevel level);  // lines below it are dropped; kWarning at start
void set_log_json(bool json);        // one JSON object a line instead

}  // namespace slipway::base
