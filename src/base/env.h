// Env: files, locks, environment variables and random bytes: everything below the rooms that a test
// must be able to break. posix_env() is the real one; testing/fault_env.h keeps files in memory,
// tears writes, fails syncs and loses what was not synced at a "crash". Bytes of users' data at a
// URI are storage/'s; this is for files that Slipway itself keeps.
//
//   SLIPWAY_ASSIGN(auto file, env.open("a.seg", base::Open::kCreate));
//   SLIPWAY_TRY(file->write(0, "abc"));
//   SLIPWAY_TRY(file->sync());               // the bytes are durable …
//   SLIPWAY_TRY(env.sync_folder("."));       // … and so is the file's name
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace slipway::base {

// One open file; destroying it closes it and syncs nothing. read() from any thread, the rest from
// one at a time. Failures: RESOURCE_EXHAUSTED/DISK_FULL, PERMISSION_DENIED, UNAVAILABLE/IO, each
// naming the file.
class File {
 public:
  virtual ~File();
  virtual const std::string& name() const = 0;
  virtual Result<std::uint64_t> size() const = 0;
  // Reads up to `count` bytes at `offset` into `into` (replaced); fewer only at the end.
  virtual Status read(std::uint64_t offset, std::uint64_t count, std::string& into) const = 0;
  // All of `bytes` or a failure, which may leave some of them behind.
  virtual Status write(std::uint64_t offset, std::string_view bytes) = 0;
  virtual Status truncate(std::uint64_t size) = 0;
  // ENSURES: everything written is durable. After a failure nobody knows what is: the only safe
  // thing is to open the file again and look.
  virtual Status sync() = 0;
};

// Held until destroyed, and by nobody else, in this process or another on this machine.
class FileLock {
 public:
  virtual ~FileLock();
};

enum class Open : std::uint8_t {
  kRead,    // NOT_FOUND if absent
  kWrite,   // reads too; creates it if absent
  kCreate,  // reads too; ALREADY_EXISTS if present
};

// Any thread. Paths are the operating system's.
class Env {
 public:
  virtual ~Env();
  virtual Result<std::unique_ptr<File>> open(const std::string& path, Open how) = 0;
  virtual bool exists(const std::string& path) = 0;
  virtual Status rename(const std::string& source, const std::string& target) = 0;  // replaces
  virtual Status remove(const std::string& path) = 0;  // a file; NOT_FOUND if absent
  virtual Result<std::vector<std::string>> list(const std::string& folder) = 0;  // names, sorted
  virtual Status make_folders(const std::string& path) = 0;  // with parents; ok if there
  // ENSURES: names created, renamed and removed in `folder` are durable.
  virtual Status sync_folder(const std::string& folder) = 0;
  // Creates the file if absent. UNAVAILABLE/LOCKED if somebody holds it: never waits.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;
  virtual std::optional<std::string> variable(const char* name) = 0;
  virtual std::string random(std::size_t count) = 0;  // bytes fit for keys and ids
};

Env& posix_env();

// Writes `bytes` to a new file beside `path`, syncs it, renames it to `path`, and syncs the folder:
// after a crash the file holds either what it held before or all of `bytes`.
Status replace_file(Env& env, const std::string& path, std::string_view bytes);

// The whole of a file that Slipway keeps; RESOURCE_EXHAUSTED/TOO_LARGE above `bytes_max`.
Result<std::string> read_file(Env& env, const std::string& path, std::uint64_t bytes_max);

}  // namespace slipway::base
