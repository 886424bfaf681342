// For the tests of this room: a folder in memory with one file in it, and the bytes of a golden.
#pragma once

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace slipway::format {

class OneFile final : public base::Folder {
 public:
  explicit OneFile(std::string bytes, std::string name = "model")
      : bytes_(std::move(bytes)), name_(std::move(name)) {}
  base::Result<std::vector<std::string>> list() const override { return std::vector{name_}; }
  base::Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    if (name != name_) return base::not_found("NO_FILE", std::string(name));
    return base::memory_reader(bytes_, name_);
  }

 private:
  const std::string bytes_, name_;
};

// Empty if there is no such file.
inline std::string golden(const std::string& path) {
  std::ifstream file(SLIPWAY_SOURCE_DIR "/golden/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace slipway::format
