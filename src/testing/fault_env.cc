#include "testing/fault_env.h"

#include <algorithm>

namespace slipway::testing {

using base::Result;
using base::Status;

namespace {

Status crash() { return base::unavailable("CRASHED", "the machine has stopped"); }

bool due(std::uint64_t& countdown) { return countdown != 0 && --countdown == 0; }

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

}  // namespace

class FaultFile final : public base::File {
 public:
  FaultFile(FaultEnv& env, std::string path, std::shared_ptr<FaultEnv::Node> node, bool writable)
      : env_(env),
        path_(std::move(path)),
        node_(std::move(node)),
        life_(env.life_),
        writable_(writable) {}

  const std::string& name() const override { return path_; }

  Result<std::uint64_t> size() const override {
    const std::lock_guard lock(env_.mutex_);
    SLIPWAY_TRY(alive());
    return static_cast<std::uint64_t>(node_->now.size());
  }

  Status read(std::uint64_t offset, std::uint64_t count, std::string& into) const override {
    const std::lock_guard lock(env_.mutex_);
    SLIPWAY_TRY(alive());
    into.clear();
    if (offset < node_->now.size()) into = node_->now.substr(offset, count);
    return {};
  }

  Status write(std::uint64_t offset, std::string_view bytes) override {
    const std::lock_guard lock(env_.mutex_);
    SLIPWAY_TRY(alive());
    SLIPWAY_TRY(writable());
    const bool stops = due(env_.write_fails_in_);
    const std::uint64_t used = env_.disk_bytes(), end = offset + bytes.size();
    const std::uint64_t grown = end > node_->now.size() ? end - node_->now.size() : 0;
    const bool full = grown != 0 && used + grown > env_.disk_bytes_max_;
    const Status status = env_.change();
    // Some of it may be on its way to the disk when the power or the write fails.
    if (!status.ok() || stops || full) bytes = bytes.substr(0, env_.random_() % (bytes.size() + 1));
    add({false, offset, std::string(bytes)});
    if (!status.ok()) return status;
    if (stops) return base::unavailable("IO", "the write failed").at(path_);
    if (full) return base::resource_exhausted("DISK_FULL", "no space left").at(path_);
    return {};
  }

  Status truncate(std::uint64_t size) override {
    const std::lock_guard lock(env_.mutex_);
    SLIPWAY_TRY(alive());
    SLIPWAY_TRY(writable());
    SLIPWAY_TRY(env_.change());
    add({true, size, {}});
    return {};
  }

  Status sync() override {
    const std::lock_guard lock(env_.mutex_);
    SLIPWAY_TRY(alive());
    SLIPWAY_TRY(env_.change());
    if (due(env_.sync_fails_in_)) {
      node_->unsynced.clear();  // as Linux does: the pages count as clean from now on, and are lost
      return base::unavailable("IO", "the sync failed").at(path_);
    }
    node_->durable = node_->now;
    node_->unsynced.clear();
    return {};
  }

 private:
  // REQUIRES: env_.mutex_ is held.
  Status alive() const { return env_.crashed_ || life_ != env_.life_ ? crash() : Status(); }
  Status writable() const {
    return writable_ ? Status() : base::unavailable("IO", "is open for reading").at(path_);
  }
  void add(FaultEnv::Change change) {
    FaultEnv::apply(change, node_->now);
    node_->unsynced.push_back(std::move(change));
  }

  FaultEnv& env_;
  const std::string path_;
  const std::shared_ptr<FaultEnv::Node> node_;
  const std::uint64_t life_;
  const bool writable_;
};

class FaultLock final : public base::FileLock {
 public:
  FaultLock(FaultEnv& env, std::string path)
      : env_(env), path_(std::move(path)), life_(env.life_) {}
  ~FaultLock() override {
    const std::lock_guard lock(env_.mutex_);
    if (life_ == env_.life_) env_.locks_.erase(path_);
  }

 private:
  FaultEnv& env_;
  const std::string path_;
  const std::uint64_t life_;
};

FaultEnv::FaultEnv(std::uint64_t seed) : random_(seed) {}
FaultEnv::~FaultEnv() = default;

void FaultEnv::crash_at(std::uint64_t change) {
  const std::lock_guard lock(mutex_);
  crash_in_ = change;
}
void FaultEnv::fail_write_at(std::uint64_t write) {
  const std::lock_guard lock(mutex_);
  write_fails_in_ = write;
}
void FaultEnv::fail_sync_at(std::uint64_t sync) {
  const std::lock_guard lock(mutex_);
  sync_fails_in_ = sync;
}
void FaultEnv::set_disk_bytes(std::uint64_t bytes_max) {
  const std::lock_guard lock(mutex_);
  disk_bytes_max_ = bytes_max;
}
bool FaultEnv::crashed() const {
  const std::lock_guard lock(mutex_);
  return crashed_;
}
std::uint64_t FaultEnv::changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

Status FaultEnv::change() {
  if (crashed_) return crash();
  ++changes_;
  if (due(crash_in_)) crashed_ = true;
  return crashed_ ? crash() : Status();
}

void FaultEnv::apply(const Change& change, std::string& bytes) {
  if (change.truncation) return bytes.resize(change.offset);
  const std::uint64_t end = change.offset + change.bytes.size();
  if (bytes.size() < end) bytes.resize(end);
  std::copy(change.bytes.begin(), change.bytes.end(),
            bytes.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

// What the disk kept of the unsynced changes.
void FaultEnv::settle(Node& node) {
  for (Change& change : node.unsynced) {
    const std::uint64_t fate = random_() % 4;
    if (fate == 0) continue;  // lost
    if (fate == 1 && !change.truncation) change.bytes.resize(random_() % (change.bytes.size() + 1));
    apply(change, node.durable);
  }
  node.unsynced.clear();
  node.now = node.durable;
}

void FaultEnv::restart() {
  const std::lock_guard lock(mutex_);
  Names left = durable_;
  for (const auto& [name, node] : now_)
    if (random_() % 2 == 0) left[name] = node;  // created or replaced
  for (const auto& [name, node] : durable_)
    if (!now_.contains(name) && random_() % 2 == 0) left.erase(name);
  for (const auto& [name, node] : left) settle(*node);
  now_ = durable_ = left;
  locks_.clear();
  ++life_;
  crashed_ = false;
  crash_in_ = write_fails_in_ = sync_fails_in_ = 0;
}

void FaultEnv::flip(const std::string& path, std::uint64_t offset) {
  const std::lock_guard lock(mutex_);
  Node& node = *now_.at(path);
  node.now[offset] = static_cast<char>(node.now[offset] ^ 1);
  node.durable[offset] = static_cast<char>(node.durable[offset] ^ 1);
}

std::uint64_t FaultEnv::disk_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [name, node] : now_) sum += node->now.size();
  return sum;
}

Result<std::unique_ptr<base::File>> FaultEnv::open(const std::string& path, base::Open how) {
  const std::lock_guard lock(mutex_);
  if (crashed_) return crash();
  const auto it = now_.find(path);
  if (it == now_.end() && how == base::Open::kRead)
    return base::not_found("NO_FILE", "is absent").at(path);
  if (it != now_.end() && how == base::Open::kCreate)
    return base::already_exists("FILE_EXISTS", "is there already").at(path);
  if (it == now_.end()) {
    SLIPWAY_TRY(change());
    now_[path] = std::make_shared<Node>();
  }
  return std::unique_ptr<base::File>(
      std::make_unique<FaultFile>(*this, path, now_[path], how != base::Open::kRead));
}

bool FaultEnv::exists(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return now_.contains(path);
}

Status FaultEnv::rename(const std::string& source, const std::string& target) {
  const std::lock_guard lock(mutex_);
  SLIPWAY_TRY(change());
  const auto it = now_.find(source);
  if (it == now_.end()) return base::not_found("NO_FILE", "is absent").at(source);
  const auto node = it->second;
  now_.erase(it);
  now_[target] = node;
  return {};
}

Status FaultEnv::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  SLIPWAY_TRY(change());
  return now_.erase(path) == 1 ? Status() : base::not_found("NO_FILE", "is absent").at(path);
}

Result<std::vector<std::string>> FaultEnv::list(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  if (crashed_) return crash();
  std::vector<std::string> names;
  for (const auto& [path, node] : now_) {
    if (!path.starts_with(folder + "/")) continue;
    const std::string rest = path.substr(folder.size() + 1);
    const std::string name = rest.substr(0, rest.find('/'));
    if (names.empty() || names.back() != name) names.push_back(name);
  }
  return names;
}

Status FaultEnv::make_folders(const std::string&) {
  const std::lock_guard lock(mutex_);
  return crashed_ ? crash() : Status();
}

Status FaultEnv::sync_folder(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  SLIPWAY_TRY(change());
  std::erase_if(durable_, [&](const auto& entry) { return folder_of(entry.first) == folder; });
  for (const auto& [path, node] : now_)
    if (folder_of(path) == folder) durable_[path] = node;
  return {};
}

Result<std::unique_ptr<base::FileLock>> FaultEnv::lock(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (crashed_) return crash();
  if (!locks_.emplace(path, life_).second)
    return base::unavailable("LOCKED", "is in use by another process").at(path);
  return std::unique_ptr<base::FileLock>(std::make_unique<FaultLock>(*this, path));
}

std::optional<std::string> FaultEnv::variable(const char*) { return std::nullopt; }

std::string FaultEnv::random(std::size_t count) {
  const std::lock_guard lock(mutex_);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random_());
  return bytes;
}

}  // namespace slipway::testing
