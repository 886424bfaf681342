#include "service/file_watch.h"

#include <fmt/format.h>

#include "base/log.h"
#include "storage/storage.h"

namespace slipway::service {
namespace {

// Of all files, whether they are there or not.
std::string stamp_of(const std::vector<std::string>& files) {
  std::string all;
  for (const std::string& file : files) {
    const auto stamp = storage::stamp_of(file);
    all += stamp.ok() ? *stamp : "none";
    all += '\n';
  }
  return all;
}

}  // namespace

FileWatch::~FileWatch() { stop(); }

base::Status FileWatch::add(std::vector<std::string> files, Load load) {
  Watched one{std::move(files), std::move(load), {}, {}};
  one.stamp = one.seen = stamp_of(one.files);
  SLIPWAY_TRY(one.load());
  watched_.push_back(std::move(one));
  return {};
}

void FileWatch::start(base::Duration interval) {
  if (interval <= base::Duration::zero() || watched_.empty()) return;
  thread_ = std::thread([this, interval] {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, interval, [this] { return stopping_; })) {
      lock.unlock();
      look();
      lock.lock();
    }
  });
}

void FileWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void FileWatch::look() {
  for (Watched& one : watched_) {
    std::string stamp = stamp_of(one.files);
    const bool settled = stamp == one.seen;
    one.seen = std::move(stamp);
    if (!settled || one.seen == one.stamp) continue;
    one.stamp = one.seen;
    const base::Status status = one.load();
    const std::string files = fmt::format("{}", fmt::join(one.files, " "));
    if (status.ok())
      base::log(base::LogLevel::kInfo, "service", "changed files are in use", {{"files", files}});
    else
      base::log(base::LogLevel::kError, "service",
                "changed files can't be used, and what was in use stays: " + status.text(),
                {{"files", files}});
  }
}

}  // namespace slipway::service
