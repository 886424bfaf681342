#include "queue/partition.h"

#include <fmt/format.h>

#include "base/crash_point.h"
#include "base/log.h"

namespace slipway::queue {

using base::Result;
using base::Status;

namespace {

constexpr std::size_t kProducersMax = 1 << 16;

Status gap(const std::string& folder, std::uint64_t end, std::uint64_t base) {
  return base::data_loss("QUEUE_CORRUPT",
                         fmt::format("the segment before {} ends at {}", segment_name(base), end))
      .at(folder)
      .remedy("restore the missing or damaged segment from a copy");
}

}  // namespace

Result<std::unique_ptr<Partition>> Partition::open(base::Env& env, std::string folder,
                                                   const PartitionOptions& options) {
  std::unique_ptr<Partition> partition(new Partition(env, std::move(folder), options));
  SLIPWAY_TRY(partition->recover());
  return partition;
}

Status Partition::recover() {
  SLIPWAY_ASSIGN(const std::vector<std::string> names, env_.list(folder_));
  std::vector<std::uint64_t> bases;
  for (const std::string& name : names)
    if (const auto base = segment_base(name)) bases.push_back(*base);
  if (bases.empty()) {
    SLIPWAY_ASSIGN(auto segment, begin_segment(0));
    parts_[0] = {std::move(segment), kSegmentHeaderBytes, 0};
  } else {
    for (const std::uint64_t base : bases)
      if (base != bases.back()) SLIPWAY_TRY(load(base));
    SLIPWAY_TRY(recover_last(bases.back()));
  }
  next_ = durable_;
  durable_producers_ = producers_;
  return check_groups(names);
}

// A segment that was finished long ago. Its records are checked when they are read.
Status Partition::load(std::uint64_t base) {
  SLIPWAY_ASSIGN(auto file, env_.open(path(base), base::Open::kRead));
  SLIPWAY_ASSIGN(const std::uint64_t size, file->size());
  auto segment = std::make_shared<Segment>(base, std::move(file), options_.record_bytes_max);
  std::string header;
  SLIPWAY_TRY(segment->file().read(0, kSegmentHeaderBytes, header));
  if (!is_segment_header(header, base))
    return base::data_loss("QUEUE_CORRUPT", "the header at byte 0 is damaged").at(path(base));
  Cursor cursor;
  Batch first;
  SLIPWAY_TRY(segment->read(base, size, {1, 4096}, cursor, first));
  const std::int64_t first_us = first.records.empty() ? 0 : first.records[0].time_us;
  parts_[base] = {std::move(segment), size, first_us};
  return {};
}

// The last segment may end in what a crash left of an unfinished group: nobody was told that it is
// there. The one before is walked too, for its producers and to see that the two meet.
Status Partition::recover_last(std::uint64_t base) {
  if (!parts_.empty()) {
    const auto& [before, part] = *parts_.rbegin();
    SLIPWAY_ASSIGN(const auto walk,
                   part.segment->walk(part.bytes, [&](const Record& r) { note(r); }));
    if (before + walk.records != base) return gap(folder_, before + walk.records, base);
  }
  SLIPWAY_ASSIGN(auto file, env_.open(path(base), base::Open::kWrite));
  SLIPWAY_ASSIGN(const std::uint64_t size, file->size());
  std::string header;
  SLIPWAY_TRY(file->read(0, kSegmentHeaderBytes, header));
  durable_ = base;
  if (!is_segment_header(header, base)) {
    if (size > kSegmentHeaderBytes)
      return base::data_loss("QUEUE_CORRUPT", "the header at byte 0 is damaged").at(path(base));
    SLIPWAY_ASSIGN(auto segment, begin_segment(base));
    parts_[base] = {std::move(segment), kSegmentHeaderBytes, 0};
    return {};
  }
  auto segment = std::make_shared<Segment>(base, std::move(file), options_.record_bytes_max);
  std::int64_t first_us = 0;
  SLIPWAY_ASSIGN(const auto walk, segment->walk(size, [&](const Record& r) {
    if (first_us == 0) first_us = r.time_us;
    note(r);
  }));
  if (walk.good_bytes < size) {
    base::log(base::LogLevel::kWarning, "queue", "cut off an unfinished write",
              {{"file", path(base)}, {"bytes", std::to_string(size - walk.good_bytes)}});
    SLIPWAY_TRY(segment->file().truncate(walk.good_bytes));
  }
  SLIPWAY_TRY(segment->file().sync());
  SLIPWAY_TRY(env_.sync_folder(folder_));
  durable_ = base + walk.records;
  parts_[base] = {std::move(segment), walk.good_bytes, first_us};
  return {};
}

// What a group has committed was durable: a log that ends before it has lost records.
Status Partition::check_groups(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (!name.ends_with(".group")) continue;
    SLIPWAY_ASSIGN(const auto group, GroupFile::open(env_, folder_ + "/" + name));
    if (group->state().position > durable_)
      return base::data_loss("QUEUE_CORRUPT",
                             fmt::format("the log ends at {}, but {} has committed {}", durable_,
                                         name, group->state().position))
          .at(path(parts_.rbegin()->first))
          .remedy("restore the segment from a copy");
  }
  return {};
}

void Partition::note(const Record& record) {
  if (record.producer.empty()) return;
  auto it = producers_.find(record.producer);
  if (it == producers_.end()) it = producers_.emplace(record.producer, 0).first;
  it->second = std::max(it->second, record.sequence);
}

Result<std::shared_ptr<Segment>> Partition::begin_segment(std::uint64_t base) {
  // A file of that name can only be what is left of such a beginning.
  SLIPWAY_ASSIGN(auto file, env_.open(path(base), base::Open::kWrite));
  SLIPWAY_TRY(file->truncate(0));
  SLIPWAY_TRY(file->write(0, segment_header(base)));
  SLIPWAY_TRY(file->sync());
  base::crash_point("queue: segment begun");
  SLIPWAY_TRY(env_.sync_folder(folder_));
  return std::make_shared<Segment>(base, std::move(file), options_.record_bytes_max);
}

bool Partition::repeats(const Incoming& record) {
  if (record.producer.empty()) return false;
  const auto it = producers_.find(record.producer);
  if (it != producers_.end() && record.sequence <= it->second) return true;
  if (it == producers_.end())
    producers_.emplace(record.producer, record.sequence);
  else
    it->second = record.sequence;
  pending_producers_.emplace_back(record.producer, record.sequence);
  return false;
}

Result<Ticket> Partition::add(std::string& bytes, std::span<Incoming> records,
                              std::int64_t now_us) {
  const std::lock_guard lock(mutex_);
  if (!broken_.ok()) return broken_;
  std::uint64_t sum = 0;
  for (const Incoming& record : records) sum += record.bytes;
  if (bytes_locked() + pending_.size() + sum > options_.bytes_max)
    return base::resource_exhausted("QUEUE_FULL", "the queue holds as much as it may")
        .at(folder_)
        .remedy("start its consumer, or raise bytes_max");
  for (const Incoming& record : records)
    if (producers_.size() >= kProducersMax && !record.producer.empty() &&
        !producers_.contains(record.producer))
      return base::resource_exhausted("TOO_MANY_PRODUCERS", "too many producer ids").at(folder_);
  if (pending_.empty()) pending_us_ = now_us;
  for (Incoming& record : records) {
    record.repeated = repeats(record);
    if (record.repeated) continue;
    record.position = next_++;
    seal_record(bytes.data() + record.offset, record.position);
    pending_.append(bytes, record.offset, record.bytes);
  }
  return Ticket{next_, life_};
}

Status Partition::await(const Ticket& ticket) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (ticket.life != life_) return last_failure_;
    if (durable_ >= ticket.end) return {};
    if (writing_)
      written_.wait(lock);
    else
      write_group(lock);
  }
}

// REQUIRES: the lock is held and !writing_. Lets go of it while it writes.
void Partition::write_group(std::unique_lock<std::mutex>& lock) {
  writing_ = true;
  std::string group;
  group.swap(pending_);
  const std::uint64_t first = durable_, end = next_;
  const std::int64_t first_us = pending_us_;
  std::vector<std::pair<std::string, std::uint64_t>> producers;
  producers.swap(pending_producers_);
  const Part& last = parts_.rbegin()->second;
  const bool full = last.bytes >= options_.segment_bytes;
  std::shared_ptr<Segment> segment = full ? nullptr : last.segment;
  std::uint64_t offset = full ? kSegmentHeaderBytes : last.bytes;
  lock.unlock();
  const Status status = write_out(group, first, segment, offset);
  lock.lock();
  writing_ = false;
  if (status.ok()) {
    Part& part = parts_[segment->base()];
    if (offset == kSegmentHeaderBytes) part.first_us = first_us;
    part.segment = segment;
    part.bytes = offset + group.size();
    durable_ = end;
    for (auto& [producer, sequence] : producers) durable_producers_[std::move(producer)] = sequence;
  } else {
    give_up(status);
  }
  written_.notify_all();
}

// Makes `bytes` durable at `offset` of `segment`, or of a new one. Sets broken_ through its result:
// DATA_LOSS means that nobody knows what the disk holds.
Status Partition::write_out(const std::string& bytes, std::uint64_t first,
                            std::shared_ptr<Segment>& segment, std::uint64_t& offset) {
  if (segment == nullptr) {
    SLIPWAY_ASSIGN(segment, begin_segment(first));
  }
  if (const Status written = segment->file().write(offset, bytes); !written.ok()) {
    if (const Status cut = segment->file().truncate(offset); !cut.ok())
      return base::data_loss("QUEUE_BROKEN", written.text()).remedy("open the queue again");
    return written;
  }
  base::crash_point("queue: after write");
  if (const Status synced = segment->file().sync(); !synced.ok())
    return base::data_loss("QUEUE_BROKEN", synced.text()).remedy("open the queue again");
  base::crash_point("queue: after sync");
  return {};
}

// The group is lost, and what gathered meanwhile with it, because its positions are void.
void Partition::give_up(const Status& why) {
  if (why.code() == base::Code::kDataLoss)
    broken_ = base::unavailable("QUEUE_BROKEN", why.message()).at(folder_).remedy(why.remedy());
  last_failure_ = broken_.ok() ? why : broken_;
  ++life_;
  pending_.clear();
  pending_producers_.clear();
  next_ = durable_;
  producers_ = durable_producers_;
}

std::uint64_t Partition::begin() const {
  const std::lock_guard lock(mutex_);
  return parts_.begin()->first;
}

std::uint64_t Partition::end() const {
  const std::lock_guard lock(mutex_);
  return durable_;
}

std::uint64_t Partition::bytes_locked() const {
  std::uint64_t sum = 0;
  for (const auto& [base, part] : parts_) sum += part.bytes;
  return sum;
}

std::uint64_t Partition::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_locked();
}

Status Partition::read(std::uint64_t position, const ReadLimits& limits, Cursor& cursor,
                       Batch& batch) {
  batch.clear();
  std::shared_ptr<Segment> segment;
  std::uint64_t end_bytes = 0, end = 0;
  {
    const std::lock_guard lock(mutex_);
    if (position >= durable_) return {};
    auto it = parts_.upper_bound(position);
    if (it == parts_.begin())
      return Status(base::Code::kOutOfRange, "TRIMMED",
                    fmt::format("position {} has been deleted, the oldest is {}", position,
                                parts_.begin()->first))
          .at(folder_);
    end = it == parts_.end() ? durable_ : it->first;
    --it;
    segment = it->second.segment;
    end_bytes = it->second.bytes;
  }
  ReadLimits within = limits;
  within.records_max =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(limits.records_max, end - position));
  SLIPWAY_TRY(segment->read(position, end_bytes, within, cursor, batch));
  if (batch.records.empty())
    return base::data_loss("QUEUE_CORRUPT", fmt::format("record {} is missing", position))
        .at(segment->file().name());
  return {};
}

bool Partition::can_trim(std::uint64_t committed) const {
  const std::lock_guard lock(mutex_);
  return parts_.size() > 1 && std::next(parts_.begin())->first <= committed;
}

Status Partition::trim(std::uint64_t committed, std::int64_t now_us) {
  for (;;) {
    std::uint64_t base = 0;
    {
      const std::lock_guard lock(mutex_);
      const auto oldest = parts_.begin();
      const auto next = std::next(oldest);
      if (next == parts_.end() || next->first > committed) return {};
      const bool old = next->second.first_us + options_.retain_us <= now_us;
      if (!old && bytes_locked() <= options_.retain_bytes) return {};
      base = oldest->first;
      parts_.erase(oldest);  // readers that hold the segment finish with it
    }
    SLIPWAY_TRY(env_.remove(path(base)));
    base::crash_point("queue: segment removed");
    // One at a time: a crash must not leave a hole between two segments.
    SLIPWAY_TRY(env_.sync_folder(folder_));
  }
}

}  // namespace slipway::queue
