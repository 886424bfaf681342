// Partition: one log of segments with group commit. Private to the room; queue.h is what others
// use.
//
// Many publishers share one sync: whoever finds nobody writing becomes the writer, takes all that
// is pending, writes and syncs it, and wakes those whose records are now durable; meanwhile the
// next group gathers. Readers see durable records only: what a crash could take back was never
// shown.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/env.h"
#include "queue/group.h"
#include "queue/segment.h"

namespace slipway::queue {

struct PartitionOptions {
  std::uint64_t segment_bytes = 0;
  std::uint64_t record_bytes_max = 0;
  std::uint64_t bytes_max = 0;     // of all segments; a publish beyond is refused
  std::uint64_t retain_bytes = 0;  // consumed segments go when the log is larger …
  std::int64_t retain_us = 0;      // … or when all they hold is older
};

// What a publisher waits for.
struct Ticket {
  std::uint64_t end = 0;   // what it waits for lies before this position
  std::uint64_t life = 0;  // of the group it is in
};

// Any thread.
class Partition {
 public:
  // Opens or begins the log in `folder`, which exists. Cuts off what a crash left unfinished at the
  // end of the last segment, and syncs the rest: it may have been written and not synced.
  static base::Result<std::unique_ptr<Partition>> open(base::Env& env, std::string folder,
                                                       const PartitionOptions& options);

  // Takes `records`, which encode_record wrote to `bytes` at `now_us`, and gives them positions.
  // One whose producer has published that sequence or a later one already is left out, and says so.
  // The caller must await() the ticket. RESOURCE_EXHAUSTED/QUEUE_FULL: nothing is taken.
  struct Incoming {
    std::uint64_t offset, bytes;  // in the buffer
    std::string_view producer;
    std::uint64_t sequence;
    std::uint64_t position = 0;  // set by add(), unless repeated
    bool repeated = false;
  };
  base::Result<Ticket> add(std::string& bytes, std::span<Incoming> records, std::int64_t now_us);

  // Returns once the ticket's records are durable, or why they are not.
  base::Status await(const Ticket& ticket);

  std::uint64_t begin() const;  // the oldest position there is
  std::uint64_t end() const;    // the next one, of durable records
  std::uint64_t bytes() const;

  // OUT_OF_RANGE/TRIMMED if `position` has been deleted. Empty at the end.
  base::Status read(std::uint64_t position, const ReadLimits& limits, Cursor& cursor, Batch& batch);

  // Whether there is a whole segment before `committed`.
  bool can_trim(std::uint64_t committed) const;
  // Whole segments before `committed` that the options let go are deleted.
  base::Status trim(std::uint64_t committed, std::int64_t now_us);

  const std::string& folder() const { return folder_; }

 private:
  Partition(base::Env& env, std::string folder, const PartitionOptions& options)
      : env_(env), folder_(std::move(folder)), options_(options) {}

  struct Part {
    std::shared_ptr<Segment> segment;
    std::uint64_t bytes = 0;    // durable ones
    std::int64_t first_us = 0;  // time of its first record; of an empty one: 0
  };
  using Producers = std::map<std::string, std::uint64_t, std::less<>>;

  base::Status recover();
  base::Status load(std::uint64_t base);
  base::Status recover_last(std::uint64_t base);
  base::Status check_groups(const std::vector<std::string>& names);
  base::Result<std::shared_ptr<Segment>> begin_segment(std::uint64_t base);
  void note(const Record& record);
  bool repeats(const Incoming& record);
  void write_group(std::unique_lock<std::mutex>& lock);
  base::Status write_out(const std::string& bytes, std::uint64_t first,
                         std::shared_ptr<Segment>& segment, std::uint64_t& offset);
  void give_up(const base::Status& why);
  std::string path(std::uint64_t base) const { return folder_ + "/" + segment_name(base); }
  std::uint64_t bytes_locked() const;

  // constant after construction
  base::Env& env_;
  const std::string folder_;
  const PartitionOptions options_;

  mutable std::mutex mutex_;
  std::condition_variable written_;
  // guarded by mutex_
  std::map<std::uint64_t, Part> parts_;  // by base; never empty once open
  std::uint64_t durable_ = 0;            // records before it are on disk
  std::uint64_t next_ = 0;               // the position of the next record
  std::string pending_;                  // records [durable_ or what is being written, next_)
  std::vector<std::pair<std::string, std::uint64_t>> pending_producers_;
  std::int64_t pending_us_ = 0;
  bool writing_ = false;
  std::uint64_t life_ = 0;       // raised when a group fails: its tickets are void
  base::Status last_failure_;    // of the life before
  base::Status broken_;          // not ok: no more writing until the queue is opened again
  Producers producers_;          // highest sequence taken
  Producers durable_producers_;  // highest durable one
};

}  // namespace slipway::queue
