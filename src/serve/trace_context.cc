#include "serve/trace_context.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "serve/sampling.h"

namespace slipway::serve {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

// Lower-case digits alone, two a byte; false: they are not.
bool read_hex(std::string_view text, std::span<std::uint8_t> bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t high = kDigits.find(text[2 * i]), low = kDigits.find(text[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return false;
    bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

bool is_zero(std::span<const std::uint8_t> bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += {kDigits[byte >> 4], kDigits[byte & 15]};
  return text;
}

template <class Id>
Id new_id() {
  Id id{};
  while (is_zero(id))
    for (std::size_t at = 0; at < id.size(); at += sizeof(std::uint64_t)) {
      const std::uint64_t bits = random_bits();
      std::memcpy(id.data() + at, &bits, sizeof bits);
    }
  return id;
}

}  // namespace

std::optional<TraceParent> parse_traceparent(std::string_view text) {
  constexpr std::size_t kLength = 55;  // of version 00; later ones may go on behind a dash
  constexpr std::uint8_t kNoVersion = 0xff;
  TraceParent parent;
  std::array<std::uint8_t, 1> version{}, flags{};
  if (text.size() < kLength || text[2] != '-' || text[35] != '-' || text[52] != '-') return {};
  if (!read_hex(text, version) || version[0] == kNoVersion) return {};
  if (text.size() > kLength && (version[0] == 0 || text[kLength] != '-')) return {};
  if (!read_hex(text.substr(3), parent.trace) || is_zero(parent.trace)) return {};
  if (!read_hex(text.substr(36), parent.span) || is_zero(parent.span)) return {};
  if (!read_hex(text.substr(53), flags)) return {};
  parent.sampled = (flags[0] & 1) != 0;
  return parent;
}

TraceId new_trace_id() { return new_id<TraceId>(); }
SpanId new_span_id() { return new_id<SpanId>(); }

// The last bytes: those that are random in ids of every origin.
std::uint64_t sampling_bits(const TraceId& id) {
  std::uint64_t bits = 0;
  for (std::size_t i = 8; i < id.size(); ++i) bits = bits << 8 | id[i];
  return bits;
}

std::string hex(const TraceId& id) { return to_hex(id); }
std::string hex(const SpanId& id) { return to_hex(id); }

}  // namespace slipway::serve
