#include "queue/group.h"

#include <cstring>

#include "base/hash.h"

namespace slipway::queue {

namespace {

// One slot: number of the write, epoch, position, XXH3 of the three.
constexpr std::size_t kSlotBytes = 32, kCheckedBytes = 24;

std::uint64_t number(const std::string& bytes, std::size_t at) {
  std::uint64_t value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

}  // namespace

base::Result<std::unique_ptr<GroupFile>> GroupFile::open(base::Env& env, const std::string& path) {
  SLIPWAY_ASSIGN(auto file, env.open(path, base::Open::kWrite));
  std::string bytes;
  SLIPWAY_TRY(file->read(0, 2 * kSlotBytes, bytes));
  std::unique_ptr<GroupFile> group(new GroupFile(std::move(file)));
  for (std::size_t at = 0; at + kSlotBytes <= bytes.size(); at += kSlotBytes) {
    const std::uint64_t check =
        base::content_hash(std::string_view(bytes).substr(at, kCheckedBytes));
    if (check != number(bytes, at + kCheckedBytes) || number(bytes, at) <= group->writes_) continue;
    group->writes_ = number(bytes, at);
    group->state_ = {number(bytes, at + 8), number(bytes, at + 16)};
  }
  return group;
}

base::Status GroupFile::write(const GroupState& state, bool sync) {
  const std::uint64_t fields[3] = {writes_ + 1, state.epoch, state.position};
  std::string slot(reinterpret_cast<const char*>(fields), kCheckedBytes);
  const std::uint64_t check = base::content_hash(slot);
  slot.append(reinterpret_cast<const char*>(&check), sizeof check);
  SLIPWAY_TRY(file_->write((writes_ % 2) * kSlotBytes, slot));
  if (sync) SLIPWAY_TRY(file_->sync());
  ++writes_;
  state_ = state;
  return {};
}

}  // namespace slipway::queue
