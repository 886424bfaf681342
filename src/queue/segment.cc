#include "queue/segment.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace slipway::queue {

using base::Status;

namespace {

constexpr std::uint64_t kBlockBytes = 256 << 10;  // of one read, and between entries of the index

}  // namespace

std::string segment_name(std::uint64_t base) { return fmt::format("{:020}.seg", base); }

std::optional<std::uint64_t> segment_base(std::string_view name) {
  std::uint64_t base = 0;
  if (name.size() != 24 || !name.ends_with(".seg")) return std::nullopt;
  const auto [end, error] = std::from_chars(name.data(), name.data() + 20, base);
  if (error != std::errc() || end != name.data() + 20) return std::nullopt;
  return base;
}

Status Segment::broken(std::uint64_t offset) const {
  return base::data_loss("QUEUE_CORRUPT",
                         fmt::format("an acknowledged record at byte {} is damaged", offset))
      .at(file_->name())
      .remedy("restore the file from a copy; the disk may be failing");
}

base::Result<Segment::Walk> Segment::walk(std::uint64_t bytes,
                                          const std::function<void(const Record&)>& each) const {
  Walk walk{0, kSegmentHeaderBytes};
  std::string block;
  std::vector<Header> headers;
  Record record;
  std::uint64_t want = kBlockBytes;
  while (walk.good_bytes < bytes) {
    const std::uint64_t left = bytes - walk.good_bytes;
    SLIPWAY_TRY(file_->read(walk.good_bytes, std::min(want, left), block));
    std::string_view rest = block;
    Parsed parsed{Parse::kRecord, 0};
    while (!rest.empty()) {
      headers.clear();
      parsed = parse_record(rest, base_ + walk.records, body_bytes_max_, record, headers);
      if (parsed.kind != Parse::kRecord) break;
      each(record);
      ++walk.records;
      walk.good_bytes += parsed.bytes;
      rest.remove_prefix(parsed.bytes);
    }
    if (parsed.kind == Parse::kBad) break;
    if (parsed.kind == Parse::kShort && (parsed.bytes > bytes - walk.good_bytes || block.empty()))
      break;
    want = parsed.kind == Parse::kShort ? std::max(kBlockBytes, parsed.bytes) : kBlockBytes;
  }
  return walk;
}

// Moves `cursor` to `position`, from the nearest place known.
Status Segment::find(std::uint64_t position, std::uint64_t end_bytes, Cursor& cursor) const {
  if (cursor.base != base_ || cursor.position > position)
    cursor = {base_, base_, kSegmentHeaderBytes};
  {
    const std::lock_guard lock(mutex_);
    auto it = index_.upper_bound(position);
    if (it != index_.begin() && std::prev(it)->first > cursor.position) {
      --it;
      cursor.position = it->first, cursor.offset = it->second;
    }
  }
  Batch skipped;
  while (cursor.position < position) {
    const auto count = std::min<std::uint64_t>(position - cursor.position, 1 << 16);
    const ReadLimits limits{static_cast<std::uint32_t>(count), kBlockBytes};
    SLIPWAY_TRY(read(cursor.position, end_bytes, limits, cursor, skipped));
    if (skipped.records.empty()) return broken(cursor.offset);
  }
  return {};
}

Status Segment::read(std::uint64_t position, std::uint64_t end_bytes, const ReadLimits& limits,
                     Cursor& cursor, Batch& batch) const {
  batch.clear();
  if (cursor.base != base_ || cursor.position != position)
    SLIPWAY_TRY(find(position, end_bytes, cursor));
  const std::uint64_t begin = cursor.offset;
  if (begin >= end_bytes) return {};
  std::uint64_t want = std::min(limits.bytes_max, end_bytes - begin);
  SLIPWAY_TRY(file_->read(begin, want, batch.bytes));
  std::uint64_t used = 0;
  while (batch.records.size() < limits.records_max && begin + used < end_bytes) {
    Record record;
    const auto rest = std::string_view(batch.bytes).substr(used);
    const Parsed parsed =
        parse_record(rest, cursor.position, body_bytes_max_, record, batch.headers);
    if (parsed.kind == Parse::kBad) return broken(begin + used);
    if (parsed.kind == Parse::kShort) {
      if (begin + used + parsed.bytes > end_bytes) return broken(begin + used);
      if (!batch.records.empty()) break;               // the next read begins here
      if (parsed.bytes <= want) return broken(begin);  // the file is shorter than it was
      want = parsed.bytes;
      SLIPWAY_TRY(file_->read(begin, want, batch.bytes));
      continue;
    }
    batch.records.push_back(record);
    used += parsed.bytes;
    ++cursor.position;
  }
  cursor.offset = begin + used;
  const std::lock_guard lock(mutex_);
  const auto it = index_.upper_bound(cursor.position);
  if (it == index_.begin() || std::prev(it)->second + kBlockBytes <= cursor.offset)
    index_.emplace(cursor.position, cursor.offset);
  return {};
}

}  // namespace slipway::queue
