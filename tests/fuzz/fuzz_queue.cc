// rooms: queue base
// Any bytes as the records of a segment: the walk of recovery stops at the
// damage, stays inside the bytes, and a record written there afterwards is found again.
#include <cstdint>
#include <string>
#include <vector>

#include "queue/record.h"

namespace {

using namespace slipway::queue;

constexpr std::uint64_t kBodyMax = 1 << 20;

// Walks as recovery does: up to the first bytes that are no record of their position.
std::uint64_t good_records(std::string_view bytes, std::uint64_t& good_bytes) {
  std::uint64_t position = 0;
  good_bytes = 0;
  std::vector<Header> headers;
  for (Record record; good_bytes < bytes.size(); ++position) {
    headers.clear();
    const Parsed parsed =
        parse_record(bytes.substr(good_bytes), position, kBodyMax, record, headers);
    if (parsed.kind != Parse::kRecord) break;
    if (parsed.bytes == 0 || parsed.bytes > bytes.size() - good_bytes) __builtin_trap();
    const char* begin = bytes.data();
    if (record.payload.data() < begin ||
        record.payload.data() + record.payload.size() > begin + bytes.size())
      __builtin_trap();
    for (const Header& header : headers)
      if (header.name.data() < begin ||
          header.value.data() + header.value.size() > begin + bytes.size())
        __builtin_trap();
    good_bytes += parsed.bytes;
  }
  return position;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  std::uint64_t good_bytes = 0;
  const std::uint64_t records = good_records(bytes, good_bytes);
  bytes.resize(good_bytes);
  std::string next;
  Message message{.payload = std::string_view(reinterpret_cast<const char*>(data), size)};
  if (size > kBodyMax / 2 || !encode_record(message, 1, next).ok()) return 0;
  seal_record(next.data(), records);
  bytes += next;
  if (good_records(bytes, good_bytes) != records + 1 || good_bytes != bytes.size())
    __builtin_trap();
  return 0;
}
