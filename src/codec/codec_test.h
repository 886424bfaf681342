// What the tests of all codecs share: bytes in and out of memory.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/value.h"
#include "data/schema.h"

namespace slipway::codec {

// Hands out a few bytes at a time, so that every record crosses a border.
class Drops final : public base::Stream {
 public:
  Drops(std::string bytes, std::uint64_t drop, std::string name)
      : bytes_(std::move(bytes)), drop_(drop), name_(std::move(name)) {}
  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    const std::uint64_t n = std::min({count, drop_, bytes_.size() - at_});
    into.append(bytes_, at_, n);
    at_ += n;
    return n;
  }
  const std::string& name() const override { return name_; }

 private:
  const std::string bytes_;
  const std::uint64_t drop_;
  const std::string name_;
  std::uint64_t at_ = 0;
};

class StringWriter final : public base::Writer {
 public:
  base::Status write(std::string_view bytes) override { return text += bytes, base::Status(); }
  base::Status commit() override { return {}; }
  std::string text;
};

inline base::Value map(std::initializer_list<std::pair<const char*, const char*>> members) {
  base::Value::Map map;
  for (const auto& [key, value] : members) map.emplace_back(key, base::Value(std::string(value)));
  return base::Value(std::move(map));
}

inline data::Field field(const char* name, data::Kind kind = data::Kind::kFloat64) {
  return {name, {kind, {}}, {}};
}

}  // namespace slipway::codec
