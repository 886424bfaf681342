// AccessLog: a line of JSON for each request that was answered, over HTTP or gRPC.
//
//   {"time":"2026-11-29T07:00:00.123456Z","protocol":"http","peer":"127.0.0.1:53122","method":"POST",
//    "path":"/api/v1/models/churn/score","caller":"billing","status":200,"us":163,"bytes_in":277,"bytes_out":160,"trace":"00-…"}
//
// Any thread. A line is one write at the end of the file, so that lines of many threads don't mix and the
// file may be moved away by copying and truncating it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/status.h"

namespace slipway::serve {

struct Access {
  const char* protocol = "http";
  std::string_view peer, method, path, trace;  // what the caller sent; any bytes
  std::string_view caller;                     // whose key or token it was
  int status = 0;                              // of HTTP, or gRPC's code
  base::Duration took{};                       // from the whole request to the whole answer
  std::uint64_t bytes_in = 0, bytes_out = 0;   // of the bodies
};

class AccessLog {
 public:
  // "-" is standard error. UNAVAILABLE/CANNOT_LOG names the path.
  static base::Result<std::unique_ptr<AccessLog>> open(const std::string& path);
  ~AccessLog();

  void write(const Access& access);  // what can't be written is dropped, and said once

 private:
  AccessLog(int file, std::string path) : file_(file), path_(std::move(path)) {}

  const int file_;
  const std::string path_;
  std::atomic<bool> failed_{false};
};

}  // namespace slipway::serve
