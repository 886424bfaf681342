// GroupFile: what a consumer group keeps of one partition, its epoch and committed position, in a
// file of two slots that are written in turn: a torn write leaves the other. Private to the room.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/env.h"

namespace slipway::queue {

struct GroupState {
  std::uint64_t epoch = 0;     // raised by each lease
  std::uint64_t position = 0;  // everything before it has been committed
};

// One thread.
class GroupFile {
 public:
  // A file without a good slot reads as a group that has never been.
  static base::Result<std::unique_ptr<GroupFile>> open(base::Env& env, const std::string& path);

  const GroupState& state() const { return state_; }
  // Durable if `sync`. An older position after a crash is harmless: the sink knows the true one.
  base::Status write(const GroupState& state, bool sync);
  base::Status sync() { return file_->sync(); }

 private:
  explicit GroupFile(std::unique_ptr<base::File> file) : file_(std::move(file)) {}

  const std::unique_ptr<base::File> file_;
  GroupState state_;
  std::uint64_t writes_ = 0;
};

}  // namespace slipway::queue
