#include "serve/access_log.h"

#include <cerrno>
#include <chrono>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"
#include "codec/json_text.h"
#include "serve/http.h"

namespace slipway::serve {

base::Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& path) {
  constexpr mode_t kMode = 0640;
  const int file = path == "-"
                       ? ::dup(STDERR_FILENO)
                       : ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kMode);
  if (file >= 0) return std::unique_ptr<AccessLog>(new AccessLog(file, path));
  return base::unavailable("CANNOT_LOG", fmt::format("can't write it: {}", std::strerror(errno)))
      .at(path);
}

AccessLog::~AccessLog() { ::close(file_); }

void AccessLog::write(const Access& access) {
  thread_local std::string line;
  line.clear();
  const auto text = [](const char* key, std::string_view value) {
    line += key;
    codec::append_json_string(line, printable(value));
  };
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  fmt::format_to(std::back_inserter(line), "{{\"time\":\"{}\",\"protocol\":\"{}\"",
                 codec::rfc3339(now.count()), access.protocol);
  text(",\"peer\":", access.peer);
  text(",\"method\":", access.method);
  text(",\"path\":", access.path);
  if (!access.caller.empty()) text(",\"caller\":", access.caller);
  fmt::format_to(std::back_inserter(line),
                 ",\"status\":{},\"us\":{},\"bytes_in\":{},\"bytes_out\":{}", access.status,
                 access.took / std::chrono::microseconds(1), access.bytes_in, access.bytes_out);
  if (!access.trace.empty()) text(",\"trace\":", access.trace);
  line += "}\n";
  if (::write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size())) return;
  if (!failed_.exchange(true))
    base::log(base::LogLevel::kError, "serve",
              fmt::format("lines of the access log are lost: {}", std::strerror(errno)),
              {{"file", path_}});
}

}  // namespace slipway::serve
