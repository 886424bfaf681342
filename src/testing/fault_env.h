// FaultEnv: files in memory that fail as disks do. A process that stops loses nothing; a machine
// that stops loses what was not synced: each unsynced write may be there, absent or torn, in any
// mix, and so may each name that was created, renamed or removed since its folder was synced.
//
//   FaultEnv env(seed);
//   env.crash_at(17);                  // the 17th change from now does not return: the power fails
//   … run until a call says UNAVAILABLE/CRASHED …
//   env.restart();                     // what a disk would hold; files and locks of before are
//   dead
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "base/env.h"

namespace slipway::testing {

// Any thread. Folders are durable once made.
class FaultEnv final : public base::Env {
 public:
  explicit FaultEnv(std::uint64_t seed);
  ~FaultEnv() override;

  // Counted from now, 1 = the next; 0 = never.
  void crash_at(std::uint64_t change);      // writes, truncations, syncs, and changes of names
  void fail_write_at(std::uint64_t write);  // it stops half-way with UNAVAILABLE/IO
  void fail_sync_at(
      std::uint64_t sync);  // UNAVAILABLE/IO; what it should have synced never will be
  void set_disk_bytes(std::uint64_t bytes_max);  // beyond: RESOURCE_EXHAUSTED/DISK_FULL

  bool crashed() const;
  void restart();
  std::uint64_t changes() const;  // so far

  // Flips one bit of a file, durably: rot. REQUIRES: the file has more than `offset` bytes.
  void flip(const std::string& path, std::uint64_t offset);

  base::Result<std::unique_ptr<base::File>> open(const std::string& path, base::Open how) override;
  bool exists(const std::string& path) override;
  base::Status rename(const std::string& source, const std::string& target) override;
  base::Status remove(const std::string& path) override;
  base::Result<std::vector<std::string>> list(const std::string& folder) override;
  base::Status make_folders(const std::string& path) override;
  base::Status sync_folder(const std::string& folder) override;
  base::Result<std::unique_ptr<base::FileLock>> lock(const std::string& path) override;
  std::optional<std::string> variable(const char* name) override;
  std::string random(std::size_t count) override;

 private:
  friend class FaultFile;
  friend class FaultLock;
  struct Change {
    bool truncation;
    std::uint64_t offset;  // of a truncation: the size
    std::string bytes;
  };
  struct Node {
    std::string now;               // what the process sees
    std::string durable;           // what a crash leaves at least
    std::vector<Change> unsynced;  // between the two
  };
  using Names = std::map<std::string, std::shared_ptr<Node>>;

  base::Status change();  // counts one; CRASHED if it is the chosen one, or if that has been
  static void apply(const Change& change, std::string& bytes);
  void settle(Node& node);
  std::uint64_t disk_bytes() const;

  mutable std::mutex mutex_;  // guards all below
  std::mt19937_64 random_;
  Names now_, durable_;
  std::map<std::string, std::uint64_t> locks_;  // path -> life of the holder
  std::uint64_t life_ = 0;                      // raised by restart
  std::uint64_t changes_ = 0, crash_in_ = 0, write_fails_in_ = 0, sync_fails_in_ = 0;
  std::uint64_t disk_bytes_max_ = ~0ull;
  bool crashed_ = false;
};

}  // namespace slipway::testing
