// What every codec must withstand: any bytes, cut anywhere, become rows, row errors or a Status
// with a text; and the same rows however the bytes arrive. Included by one fuzz_<codec>.cc each.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include "codec/codec.h"

namespace slipway::fuzz {

// Hands out `step` bytes at a time.
class Dripping : public base::Stream {
 public:
  Dripping(std::string bytes, std::uint64_t step) : bytes_(std::move(bytes)), step_(step) {}
  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    const std::uint64_t part = std::min({count, step_, bytes_.size() - at_});
    into.append(bytes_, at_, part);
    at_ += part;
    return part;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string bytes_, name_ = "fuzz";
  std::uint64_t at_ = 0, step_;
};

struct Tally {
  std::int64_t rows = 0, errors = 0;
  bool failed = false;
  bool operator==(const Tally&) const = default;
};

inline Tally decode(const codec::Codec& codec, const std::string& bytes, std::uint64_t step) {
  codec::DecodeOptions options;
  options.wanted = {{"a", {data::Kind::kFloat64}, {}}, {"b", {data::Kind::kString}, {}}};
  options.keep = {"*"};
  Tally tally;
  const auto decoder = codec.decoder(std::make_unique<Dripping>(bytes, step), options);
  if (!decoder.ok()) {
    if (decoder.status().text().empty()) __builtin_trap();
    return {0, 0, true};
  }
  data::Chunk chunk((*decoder)->schema());
  data::RowErrors errors;
  for (;;) {
    const auto more = (*decoder)->next(chunk, errors);
    if (!more.ok()) return tally.failed = true, tally;
    if (!*more) return tally;
    if (chunk.rows() > options.chunk_rows_max) __builtin_trap();
    tally.rows += chunk.rows();
    tally.errors += static_cast<std::int64_t>(errors.size());
  }
}

inline int run_codec(const char* name, const std::uint8_t* data, std::size_t size) {
  const auto codec = codec::codecs().find(name);
  if (!codec.ok()) __builtin_trap();
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const Tally whole = decode(**codec, bytes, 1 << 20);
  const Tally dripped = decode(**codec, bytes, 3);
  if (!(whole == dripped)) __builtin_trap();
  return 0;
}

}  // namespace slipway::fuzz
