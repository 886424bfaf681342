// The bytes of a segment file, little endian throughout:
//
//   segment  "SLPQSEG1"  base u64  check u64            the header, 24 bytes; then records
//   record   length u32  check u64                      of the body, which follows
//   body     time i64 (µs, UTC)  sequence u64  key u32 (its length + 1; 0: none)  producer u16
//   (length)
//            headers u16 (count)  {name u16, value u32} each, then all texts in this order, then
//            payload
//
// check of a record = XXH3(body) + position * odd constant: a record that a crash left behind at
// another position does not pass for one of this.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace slipway::queue {

struct Header {
  std::string_view name, value;
};

// What a producer hands in. All views outlive the call.
struct Message {
  std::string_view payload;
  std::optional<std::string_view> key = std::nullopt;  // decides the partition, and so the order
  std::span<const Header> headers = {};
  std::string_view producer = {};  // with `sequence`: a repeat is recognised (queue.h)
  std::uint64_t sequence = 0;      // of this producer, rising
};

// What a reader gets. Views are into the batch it came with.
struct Record {
  std::uint64_t position = 0;
  std::int64_t time_us = 0;
  std::string_view payload;
  std::optional<std::string_view> key;
  std::string_view producer;
  std::uint64_t sequence = 0;
  std::uint32_t headers_begin = 0, headers_count = 0;  // in Batch::headers
};

inline constexpr std::uint64_t kSegmentHeaderBytes = 24;
inline constexpr std::uint64_t kRecordPrefixBytes = 12;
inline constexpr std::uint64_t kRecordFixedBytes = 24;  // of the body
inline constexpr std::uint64_t kTextsBytesMax = 64
                                                << 10;  // key, producer and headers of one record
inline constexpr std::uint32_t kHeadersMax = 64;

std::string segment_header(std::uint64_t base);
bool is_segment_header(std::string_view bytes, std::uint64_t base);

// Appends a record to `bytes`, its check as if at position 0: seal() then gives it its place, so
// the hashing needs no lock. Fails with INVALID_ARGUMENT/MESSAGE_HEADERS above the limits.
base::Status encode_record(const Message& message, std::int64_t time_us, std::string& bytes);

// Of the record that begins at `bytes`. REQUIRES: encode_record made it.
std::uint64_t record_bytes(const char* bytes);
void seal_record(char* bytes, std::uint64_t position);

enum class Parse : std::uint8_t {
  kRecord,
  kShort,  // the bytes end inside the record: read more, or it is torn
  kBad,    // these bytes are no record of this position
};

struct Parsed {
  Parse kind;
  std::uint64_t bytes = 0;  // of kRecord: its length; of kShort: how many are needed at least
};

// Reads the record at the front of `bytes`. On kRecord, `record` views `bytes` and its headers are
// appended to `headers`. `body_bytes_max` bounds what a broken length can ask for.
Parsed parse_record(std::string_view bytes, std::uint64_t position, std::uint64_t body_bytes_max,
                    Record& record, std::vector<Header>& headers);

}  // namespace slipway::queue
