// Segment: one file of records with consecutive positions, the first named by the file's name.
// Private to the room.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/env.h"
#include "queue/record.h"

namespace slipway::queue {

std::string segment_name(std::uint64_t base);  // 20 digits + ".seg"
// The base in such a name, or nothing.
std::optional<std::uint64_t> segment_base(std::string_view name);

// Where to go on reading. A cursor of another segment, or none, is found anew from the index.
struct Cursor {
  std::uint64_t base = ~0ull;
  std::uint64_t position = 0, offset = 0;
};

// Limits of one read.
struct ReadLimits {
  std::uint32_t records_max = 2048;
  std::uint64_t bytes_max = 4 << 20;  // overshot by at most one record
};

// Records and the memory they view. One thread; reused from read to read.
struct Batch {
  std::vector<Record> records;
  std::vector<Header> headers;
  std::string bytes;
  std::span<const Header> headers_of(const Record& r) const {
    return std::span(headers).subspan(r.headers_begin, r.headers_count);
  }
  void clear() { records.clear(), headers.clear(), bytes.clear(); }
};

// read() from any thread; the rest by the partition, under its lock.
class Segment {
 public:
  Segment(std::uint64_t base, std::unique_ptr<base::File> file, std::uint64_t body_bytes_max)
      : base_(base), file_(std::move(file)), body_bytes_max_(body_bytes_max) {}

  std::uint64_t base() const { return base_; }
  base::File& file() const { return *file_; }

  // Walks the records in [kSegmentHeaderBytes, `bytes`) and stops at the first that is none.
  // `each` sees every record; its views are valid during the call.
  struct Walk {
    std::uint64_t records = 0;
    std::uint64_t good_bytes = 0;  // where the walk stopped
  };
  base::Result<Walk> walk(std::uint64_t bytes,
                          const std::function<void(const Record&)>& each) const;

  // Fills `batch` with the records from `position` on that end at or before `end_bytes`. The first
  // broken one is DATA_LOSS/QUEUE_CORRUPT, naming file and offset: what lies before `end_bytes` has
  // been acknowledged. ENSURES: at least one record, if there is one.
  base::Status read(std::uint64_t position, std::uint64_t end_bytes, const ReadLimits& limits,
                    Cursor& cursor, Batch& batch) const;

 private:
  base::Status find(std::uint64_t position, std::uint64_t end_bytes, Cursor& cursor) const;
  base::Status broken(std::uint64_t offset) const;

  const std::uint64_t base_;
  const std::unique_ptr<base::File> file_;
  const std::uint64_t body_bytes_max_;

  mutable std::mutex mutex_;
  mutable std::map<std::uint64_t, std::uint64_t>
      index_;  // position -> offset, sparse; guarded by mutex_
};

}  // namespace slipway::queue
