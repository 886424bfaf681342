// For the tests of this room: folders in memory with one file in them or several, and the bytes of a
// golden.
#pragma once

#include <fstream>
#include <iterator>
#include <map>
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

class Files final : public base::Folder {
 public:
  explicit Files(std::map<std::string, std::string> files) : files_(std::move(files)) {}
  base::Result<std::vector<std::string>> list() const override {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : files_) names.push_back(name);
    return names;
  }
  base::Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    const auto file = files_.find(std::string(name));
    if (file == files_.end())
      return base::not_found("NO_FILE", "there is none").at(std::string(name));
    return base::memory_reader(file->second, file->first);
  }

 private:
  const std::map<std::string, std::string> files_;
};

// Empty if there is no such file.
inline std::string golden(const std::string& path) {
  std::ifstream file(SLIPWAY_SOURCE_DIR "/golden/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace slipway::format
