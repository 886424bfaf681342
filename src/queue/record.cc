#include "queue/record.h"

#include <bit>
#include <cstring>

#include "base/hash.h"

namespace slipway::queue {

static_assert(std::endian::native == std::endian::little, "the file format is little endian");

namespace {

constexpr char kMagic[] = "SLPQSEG1";
constexpr std::uint64_t kPlaceFactor = 0x9E3779B97F4A7C15ull;

template <class T>
void put(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T get(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

// Takes texts and numbers from the front; a short read makes it fail for good.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : left_(bytes) {}
  template <class T>
  T number() {
    const std::string_view bytes = text(sizeof(T));
    return ok_ ? get<T>(bytes.data()) : T{};
  }
  std::string_view text(std::uint64_t count) {
    if (count > left_.size()) ok_ = false;
    if (!ok_) return {};
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  std::string_view rest() const { return left_; }
  bool ok() const { return ok_; }

 private:
  std::string_view left_;
  bool ok_ = true;
};

bool parse_body(std::string_view body, Record& record, std::vector<Header>& headers) {
  Cursor cursor(body);
  record.time_us = cursor.number<std::int64_t>();
  record.sequence = cursor.number<std::uint64_t>();
  const auto key = cursor.number<std::uint32_t>();
  const auto producer = cursor.number<std::uint16_t>();
  const auto count = cursor.number<std::uint16_t>();
  const std::string_view lengths = cursor.text(std::uint64_t{count} * 6);
  if (!cursor.ok() || count > kHeadersMax) return false;
  record.key = key == 0 ? std::nullopt : std::optional(cursor.text(key - 1));
  record.producer = cursor.text(producer);
  record.headers_begin = static_cast<std::uint32_t>(headers.size());
  record.headers_count = count;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view name = cursor.text(get<std::uint16_t>(lengths.data() + i * 6));
    const std::string_view value = cursor.text(get<std::uint32_t>(lengths.data() + i * 6 + 2));
    headers.push_back({name, value});
  }
  record.payload = cursor.rest();
  if (!cursor.ok()) headers.resize(record.headers_begin);
  return cursor.ok();
}

base::Status check_texts(const Message& message) {
  std::uint64_t bytes = message.producer.size() + message.key.value_or("").size();
  for (const Header& header : message.headers) bytes += header.name.size() + header.value.size();
  if (message.headers.size() > kHeadersMax || bytes > kTextsBytesMax)
    return base::invalid_argument("MESSAGE_HEADERS",
                                  "a message has at most " + std::to_string(kHeadersMax) +
                                      " headers, and key, producer and headers of " +
                                      std::to_string(kTextsBytesMax) + " bytes in all");
  if (message.producer.size() > 0xFFFF)
    return base::invalid_argument("MESSAGE_HEADERS", "the producer's id is too long");
  return {};
}

}  // namespace

std::string segment_header(std::uint64_t base) {
  std::string bytes(kMagic, 8);
  put(bytes, base);
  put(bytes, base::content_hash(bytes));
  return bytes;
}

bool is_segment_header(std::string_view bytes, std::uint64_t base) {
  return bytes.substr(0, kSegmentHeaderBytes) == segment_header(base);
}

base::Status encode_record(const Message& message, std::int64_t time_us, std::string& bytes) {
  SLIPWAY_TRY(check_texts(message));
  const std::size_t begin = bytes.size();
  bytes.append(kRecordPrefixBytes, '\0');
  put(bytes, time_us);
  put(bytes, message.sequence);
  put(bytes, message.key ? static_cast<std::uint32_t>(message.key->size() + 1) : 0u);
  put(bytes, static_cast<std::uint16_t>(message.producer.size()));
  put(bytes, static_cast<std::uint16_t>(message.headers.size()));
  for (const Header& header : message.headers) {
    put(bytes, static_cast<std::uint16_t>(header.name.size()));
    put(bytes, static_cast<std::uint32_t>(header.value.size()));
  }
  bytes += message.key.value_or("");
  bytes += message.producer;
  for (const Header& header : message.headers) (bytes += header.name) += header.value;
  bytes += message.payload;
  const std::string_view body = std::string_view(bytes).substr(begin + kRecordPrefixBytes);
  const auto length = static_cast<std::uint32_t>(body.size());
  const std::uint64_t check = base::content_hash(body);
  std::memcpy(bytes.data() + begin, &length, sizeof length);
  std::memcpy(bytes.data() + begin + sizeof length, &check, sizeof check);
  return {};
}

std::uint64_t record_bytes(const char* bytes) {
  return kRecordPrefixBytes + get<std::uint32_t>(bytes);
}

void seal_record(char* bytes, std::uint64_t position) {
  const std::uint64_t check = get<std::uint64_t>(bytes + 4) + position * kPlaceFactor;
  std::memcpy(bytes + 4, &check, sizeof check);
}

Parsed parse_record(std::string_view bytes, std::uint64_t position, std::uint64_t body_bytes_max,
                    Record& record, std::vector<Header>& headers) {
  if (bytes.size() < kRecordPrefixBytes) return {Parse::kShort, kRecordPrefixBytes};
  const auto length = get<std::uint32_t>(bytes.data());
  if (length < kRecordFixedBytes || length > body_bytes_max) return {Parse::kBad};
  const std::uint64_t whole = kRecordPrefixBytes + length;
  if (bytes.size() < whole) return {Parse::kShort, whole};
  const std::string_view body = bytes.substr(kRecordPrefixBytes, length);
  const std::uint64_t check = get<std::uint64_t>(bytes.data() + 4) - position * kPlaceFactor;
  if (base::content_hash(body) != check) return {Parse::kBad};
  record = Record{};
  record.position = position;
  if (!parse_body(body, record, headers)) return {Parse::kBad};
  return {Parse::kRecord, whole};
}

}  // namespace slipway::queue
