#include "queue/queue.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "base/crash_point.h"
#include "base/hash.h"
#include "queue/group.h"
#include "queue/partition.h"

namespace slipway::queue {

using base::Result;
using base::Status;

namespace {

constexpr char kMeta[] = "slipway queue 1\npartitions ";

std::string meta_path(const std::string& folder) { return folder + "/queue.meta"; }

Result<std::uint32_t> read_meta(base::Env& env, const std::string& folder) {
  const std::string path = meta_path(folder);
  if (!env.exists(path))
    return base::not_found("NO_QUEUE", "there is no queue")
        .at(folder)
        .remedy("publish to it, or create it");
  SLIPWAY_ASSIGN(const std::string text, base::read_file(env, path, 4096));
  std::uint32_t partitions = 0;
  const std::size_t skip = sizeof kMeta - 1;
  if (text.starts_with(kMeta))
    std::from_chars(text.data() + skip, text.data() + text.size(), partitions);
  if (partitions == 0 || partitions > kPartitionsMax)
    return base::data_loss("QUEUE_CORRUPT", "the file does not say how many partitions there are")
        .at(path);
  return partitions;
}

bool is_group_name(const std::string& name) {
  return !name.empty() && name.size() <= 128 && name[0] != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

std::int64_t micros(base::WallTime time) { return time.time_since_epoch().count(); }

}  // namespace

// What one publish() hands to one partition.
struct Queue::Outgoing {
  std::string bytes;
  std::vector<Partition::Incoming> records;
  std::vector<std::size_t> of_message;
  Ticket ticket;
};

Queue::Queue(base::Env& env, const base::Clock& clock, std::string folder,
             const QueueOptions& options)
    : env_(env), clock_(clock), folder_(std::move(folder)), options_(options) {}

Queue::~Queue() = default;

Result<std::unique_ptr<Queue>> Queue::create(base::Env& env, const base::Clock& clock,
                                             std::string folder, const QueueOptions& options) {
  if (options.partitions == 0 || options.partitions > kPartitionsMax)
    return base::invalid_argument("BAD_VALUE",
                                  fmt::format("a queue has 1 to {} partitions", kPartitionsMax))
        .at(folder);
  SLIPWAY_TRY(env.make_folders(folder));
  const auto exists = base::already_exists("QUEUE_EXISTS", "there is a queue already").at(folder);
  if (env.exists(meta_path(folder))) return exists;  // also while somebody has it open
  {
    SLIPWAY_ASSIGN(const auto lock, env.lock(folder + "/lock"));
    if (env.exists(meta_path(folder))) return exists;
    SLIPWAY_TRY(base::replace_file(env, meta_path(folder),
                                   fmt::format("{}{}\n", kMeta, options.partitions)));
  }
  return open(env, clock, std::move(folder), options);
}

Result<std::unique_ptr<Queue>> Queue::open(base::Env& env, const base::Clock& clock,
                                           std::string folder, const QueueOptions& options) {
  SLIPWAY_ASSIGN(const std::uint32_t partitions, read_meta(env, folder));
  std::unique_ptr<Queue> queue(new Queue(env, clock, std::move(folder), options));
  SLIPWAY_TRY(queue->load(partitions));
  return queue;
}

Status Queue::load(std::uint32_t partitions) {
  SLIPWAY_ASSIGN(lock_, env_.lock(folder_ + "/lock"));
  PartitionOptions each;
  each.segment_bytes = options_.segment_bytes;
  each.record_bytes_max = options_.record_bytes_max + kTextsBytesMax + 1024;
  each.bytes_max = options_.bytes_max;
  each.retain_bytes = options_.retain_bytes;
  each.retain_us = std::chrono::duration_cast<std::chrono::microseconds>(options_.retain).count();
  for (std::uint32_t i = 0; i < partitions; ++i) {
    SLIPWAY_TRY(env_.make_folders(partition_folder(i)));
    SLIPWAY_ASSIGN(auto partition, Partition::open(env_, partition_folder(i), each));
    partitions_.push_back(std::move(partition));
  }
  return env_.sync_folder(folder_);
}

std::string Queue::partition_folder(std::uint32_t partition) const {
  return fmt::format("{}/p{:04}", folder_, partition);
}

std::uint32_t Queue::choose(const Message& message) {
  const std::uint64_t count = partitions_.size();
  if (message.key) return static_cast<std::uint32_t>(base::content_hash(*message.key) % count);
  if (!message.producer.empty())
    return static_cast<std::uint32_t>(base::content_hash(message.producer) % count);
  const std::lock_guard lock(mutex_);
  return static_cast<std::uint32_t>(turn_++ % count);
}

Status Queue::encode(std::span<const Message> messages, std::int64_t now_us,
                     std::vector<Outgoing>& out) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const Message& message = messages[i];
    if (message.payload.size() > options_.record_bytes_max)
      return base::resource_exhausted(
                 "RECORD_TOO_LARGE", fmt::format("message {} has {} bytes, at most {} are taken", i,
                                                 message.payload.size(), options_.record_bytes_max))
          .at(folder_);
    if ((sum += message.payload.size()) > kPublishBytesMax && i > 0)
      return base::resource_exhausted(
                 "PUBLISH_TOO_LARGE",
                 fmt::format("one publish takes at most {} bytes", kPublishBytesMax))
          .at(folder_)
          .remedy("publish fewer messages at a time");
    Outgoing& target = out[choose(message)];
    const std::size_t begin = target.bytes.size();
    SLIPWAY_TRY(encode_record(message, now_us, target.bytes));
    target.records.push_back(
        {begin, target.bytes.size() - begin, message.producer, message.sequence});
    target.of_message.push_back(i);
  }
  return {};
}

Status Queue::publish(std::span<const Message> messages, std::vector<Place>& places) {
  const std::int64_t now_us = micros(clock_.wall());
  std::vector<Outgoing> out(partitions_.size());
  SLIPWAY_TRY(encode(messages, now_us, out));
  places.assign(messages.size(), {});
  Status first_failure;
  for (std::size_t p = 0; p < out.size() && first_failure.ok(); ++p) {
    if (out[p].records.empty()) continue;
    auto ticket = partitions_[p]->add(out[p].bytes, out[p].records, now_us);
    if (ticket.ok()) {
      out[p].ticket = *ticket;
    } else {
      first_failure = ticket.status();
      out.resize(p);  // nothing of the rest has been taken
    }
  }
  for (std::size_t p = 0; p < out.size(); ++p) {
    if (out[p].records.empty()) continue;
    const Status status = partitions_[p]->await(out[p].ticket);
    if (!status.ok() && first_failure.ok()) first_failure = status;
    for (std::size_t i = 0; i < out[p].records.size(); ++i) {
      const auto& record = out[p].records[i];
      places[out[p].of_message[i]] = {static_cast<std::uint32_t>(p), record.position,
                                      record.repeated};
    }
  }
  changed();
  return first_failure;
}

Result<Place> Queue::publish(const Message& message) {
  std::vector<Place> places;
  SLIPWAY_TRY(publish(std::span(&message, 1), places));
  return places[0];
}

Result<std::unique_ptr<Lease>> Queue::lease(const std::string& group, std::uint32_t partition) {
  if (!is_group_name(group))
    return base::invalid_argument("BAD_VALUE",
                                  "a group is named by letters, digits, '-', '_' and '.'")
        .at(group);
  if (partition >= partitions_.size())
    return base::not_found("NO_PARTITION", fmt::format("there is no partition {}", partition))
        .at(folder_);
  const std::string path = partition_folder(partition) + "/" + group;
  SLIPWAY_ASSIGN(auto lock, env_.lock(path + ".lock"));
  SLIPWAY_ASSIGN(auto file, GroupFile::open(env_, path + ".group"));
  GroupState state = file->state();
  ++state.epoch;
  SLIPWAY_TRY(file->write(state, true));
  SLIPWAY_TRY(env_.sync_folder(partition_folder(partition)));
  base::crash_point("queue: after lease");
  return std::unique_ptr<Lease>(new Lease(*this, partition, std::move(lock), std::move(file)));
}

Result<std::vector<GroupInfo>> Queue::groups(std::uint32_t partition, bool sync) {
  std::vector<GroupInfo> found;
  const std::string folder = partition_folder(partition);
  SLIPWAY_ASSIGN(const auto names, env_.list(folder));
  for (const std::string& name : names) {
    if (!name.ends_with(".group")) continue;
    SLIPWAY_ASSIGN(const auto file, GroupFile::open(env_, folder + "/" + name));
    if (sync) SLIPWAY_TRY(file->sync());
    found.push_back({name.substr(0, name.size() - 6), file->state().epoch, file->state().position});
  }
  return found;
}

Result<std::vector<PartitionInfo>> Queue::describe() {
  std::vector<PartitionInfo> all;
  for (std::uint32_t i = 0; i < partitions(); ++i) {
    const Partition& p = *partitions_[i];
    SLIPWAY_ASSIGN(auto found, groups(i, false));
    all.push_back({i, p.begin(), p.end(), p.bytes(), std::move(found)});
  }
  return all;
}

// Lets go of what all groups have consumed, durably: a position must not go back behind the log.
Status Queue::trim(std::uint32_t partition) {
  SLIPWAY_ASSIGN(const auto found, groups(partition, true));
  std::uint64_t committed = std::numeric_limits<std::uint64_t>::max();
  for (const GroupInfo& group : found) committed = std::min(committed, group.committed);
  return partitions_[partition]->trim(committed, micros(clock_.wall()));
}

void Queue::changed() {
  {
    const std::lock_guard lock(mutex_);
    ++changes_;
  }
  published_.notify_all();
}

std::uint64_t Queue::changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

std::uint64_t Queue::wait(std::uint64_t seen, base::Duration timeout) const {
  std::unique_lock lock(mutex_);
  published_.wait_for(lock, timeout, [&] { return changes_ != seen; });
  return changes_;
}

Lease::Lease(Queue& queue, std::uint32_t partition, std::unique_ptr<base::FileLock> lock,
             std::unique_ptr<GroupFile> group)
    : queue_(queue), partition_(partition), lock_(std::move(lock)), group_(std::move(group)) {}

Lease::~Lease() = default;

std::uint64_t Lease::epoch() const { return group_->state().epoch; }
std::uint64_t Lease::committed() const { return group_->state().position; }
std::uint64_t Lease::end() const { return queue_.partitions_[partition_]->end(); }

Status Lease::read(std::uint64_t position, const ReadLimits& limits, Batch& batch) {
  return queue_.partitions_[partition_]->read(position, limits, cursor_, batch);
}

Status Lease::commit(std::uint64_t position) {
  if (position > end())
    return Status(base::Code::kOutOfRange, "BEYOND_END",
                  fmt::format("position {} is beyond the end {}", position, end()));
  GroupState state = group_->state();
  state.position = position;
  SLIPWAY_TRY(group_->write(state, false));
  base::crash_point("queue: after commit");
  if (!queue_.partitions_[partition_]->can_trim(position)) return {};
  return queue_.trim(partition_);
}

}  // namespace slipway::queue
