// Queue: the built-in durable queue, a folder of partitions, each a log of messages at positions
// 0, 1, 2, … What is acknowledged is on disk; what a crash could take back is never shown to a
// reader.
//
//   SLIPWAY_ASSIGN(auto queue, Queue::create(env, clock, "home/queues/events", {.partitions = 4}));
//   SLIPWAY_ASSIGN(const Place at, queue->publish({.payload = R"({"age": 41})", .key = "customer
//   7"})); SLIPWAY_ASSIGN(auto lease, queue->lease("on_signup", at.partition)); Batch batch;
//   SLIPWAY_TRY(lease->read(lease->committed(), {}, batch));
//   SLIPWAY_TRY(lease->commit(batch.records.back().position + 1));
//
// One process has a queue open at a time (a lock on the folder); in it everything may be called
// from any thread. Called by connect/source_queue, connect/sink_queue and `slipway queue`.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/env.h"
#include "base/limits.h"
#include "queue/record.h"
#include "queue/segment.h"

namespace slipway::queue {

class Partition;
class GroupFile;

struct QueueOptions {
  std::uint32_t partitions = 1;            // of create(); fixed from then on
  std::uint64_t segment_bytes = 64 << 20;  // overshot by at most one group
  std::uint64_t record_bytes_max = base::kRecordBytesMax;
  std::uint64_t bytes_max = 16ull << 30;  // of a partition: beyond, publishing is refused
  // Segments that every group has consumed are deleted once the partition is larger than this, or
  // what they hold is older. What some group has still to read is never deleted.
  std::uint64_t retain_bytes = 1ull << 30;
  base::Duration retain = std::chrono::hours(24 * 7);
};

inline constexpr std::uint32_t kPartitionsMax = 1024;
inline constexpr std::uint64_t kPublishBytesMax = 64 << 20;  // of one publish()

// Where a message went.
struct Place {
  std::uint32_t partition = 0;
  std::uint64_t position = 0;  // 0 if repeated
  bool repeated = false;       // its producer had published this sequence, or a later one, before
};

struct GroupInfo {
  std::string name;
  std::uint64_t epoch = 0, committed = 0;
};
struct PartitionInfo {
  std::uint32_t partition = 0;
  std::uint64_t begin = 0, end = 0, bytes = 0;
  std::vector<GroupInfo> groups;  // lag in records: end - committed
};

class Queue;

// A group's right to one partition. Any one thread; destroyed before the Queue.
class Lease {
 public:
  ~Lease();
  std::uint32_t partition() const { return partition_; }
  std::uint64_t epoch() const;      // higher than every earlier lease's
  std::uint64_t committed() const;  // where to begin
  std::uint64_t end() const;        // durable records end here
  // Records from `position` on; none at the end. OUT_OF_RANGE/TRIMMED, DATA_LOSS/QUEUE_CORRUPT.
  base::Status read(std::uint64_t position, const ReadLimits& limits, Batch& batch);
  // Everything before `position` is done with, and may be deleted. Going back is allowed (replay).
  base::Status commit(std::uint64_t position);

 private:
  friend class Queue;
  Lease(Queue& queue, std::uint32_t partition, std::unique_ptr<base::FileLock> lock,
        std::unique_ptr<GroupFile> group);
  Queue& queue_;
  const std::uint32_t partition_;
  const std::unique_ptr<base::FileLock> lock_;
  const std::unique_ptr<GroupFile> group_;
  Cursor cursor_;
};

class Queue {
 public:
  // `env` and `clock` outlive the queue. ALREADY_EXISTS if there is one.
  static base::Result<std::unique_ptr<Queue>> create(base::Env& env, const base::Clock& clock,
                                                     std::string folder,
                                                     const QueueOptions& options);
  // NOT_FOUND/NO_QUEUE, UNAVAILABLE/LOCKED (another process has it), DATA_LOSS/QUEUE_CORRUPT naming
  // file and byte.
  static base::Result<std::unique_ptr<Queue>> open(base::Env& env, const base::Clock& clock,
                                                   std::string folder, const QueueOptions& options);
  ~Queue();

  // Returns once the messages are durable; many callers share one sync. A message goes to the
  // partition of its key (else of its producer, else the next in turn), so messages of one key stay
  // in order. A failure means that some may be there and some not; with a producer and sequences,
  // the same call may simply be made again. Repeats are recognised as long as the producer's last
  // message is in the last two segments of its partition. RESOURCE_EXHAUSTED/{RECORD_TOO_LARGE,
  // QUEUE_FULL, DISK_FULL, PUBLISH_TOO_LARGE}.
  base::Result<Place> publish(const Message& message);
  base::Status publish(std::span<const Message> messages, std::vector<Place>& places);

  std::uint32_t partitions() const { return static_cast<std::uint32_t>(partitions_.size()); }
  // UNAVAILABLE/LOCKED if the group's partition is leased already. `group`: letters, digits, - _ .
  base::Result<std::unique_ptr<Lease>> lease(const std::string& group, std::uint32_t partition);
  base::Result<std::vector<PartitionInfo>> describe();

  // A number that rises whenever messages were published; wait() returns it once it differs from
  // `seen`, or after `timeout`.
  std::uint64_t changes() const;
  std::uint64_t wait(std::uint64_t seen, base::Duration timeout) const;

 private:
  friend class Lease;
  struct Outgoing;
  Queue(base::Env& env, const base::Clock& clock, std::string folder, const QueueOptions& options);
  std::string partition_folder(std::uint32_t partition) const;
  base::Status load(std::uint32_t partitions);
  std::uint32_t choose(const Message& message);
  base::Status encode(std::span<const Message> messages, std::int64_t now_us,
                      std::vector<Outgoing>& out);
  base::Result<std::vector<GroupInfo>> groups(std::uint32_t partition, bool sync);
  base::Status trim(std::uint32_t partition);
  void changed();

  // constant after construction
  base::Env& env_;
  const base::Clock& clock_;
  const std::string folder_;
  const QueueOptions options_;
  std::unique_ptr<base::FileLock> lock_;
  std::vector<std::unique_ptr<Partition>> partitions_;

  mutable std::mutex mutex_;
  mutable std::condition_variable published_;
  std::uint64_t changes_ = 0;  // guarded by mutex_
  std::uint32_t turn_ = 0;     // guarded by mutex_
};

}  // namespace slipway::queue
