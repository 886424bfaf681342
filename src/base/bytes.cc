#include "base/bytes.h"

#include <algorithm>

#include <fmt/format.h>

namespace slipway::base {
namespace {

class MemoryReader final : public Reader {
 public:
  MemoryReader(std::string bytes, std::string name)
      : bytes_(std::move(bytes)), name_(std::move(name)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Status read(std::uint64_t offset, std::uint64_t count, std::string& into) const override {
    const std::uint64_t begin = std::min<std::uint64_t>(offset, bytes_.size());
    into.assign(bytes_, begin, count);
    return {};
  }
  const std::string& name() const override { return name_; }

 private:
  const std::string bytes_, name_;
};

class MemoryStream final : public Stream {
 public:
  MemoryStream(std::string bytes, std::string name)
      : bytes_(std::move(bytes)), name_(std::move(name)) {}
  Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    const std::uint64_t n = std::min<std::uint64_t>(count, bytes_.size() - at_);
    into.append(bytes_, at_, n);
    at_ += n;
    return n;
  }
  const std::string& name() const override { return name_; }

 private:
  const std::string bytes_, name_;
  std::uint64_t at_ = 0;
};

}  // namespace

Reader::~Reader() = default;
Stream::~Stream() = default;
Writer::~Writer() = default;
Folder::~Folder() = default;

std::unique_ptr<Reader> memory_reader(std::string bytes, std::string name) {
  return std::make_unique<MemoryReader>(std::move(bytes), std::move(name));
}

std::unique_ptr<Stream> memory_stream(std::string bytes, std::string name) {
  return std::make_unique<MemoryStream>(std::move(bytes), std::move(name));
}

Result<std::string> read_all(const Reader& reader, std::uint64_t bytes_max) {
  if (reader.size() > bytes_max)
    return resource_exhausted("TOO_LARGE",
                              fmt::format("{} bytes, at most {}", reader.size(), bytes_max))
        .at(reader.name());
  std::string bytes;
  SLIPWAY_TRY(reader.read(0, reader.size(), bytes));
  return bytes;
}

}  // namespace slipway::base
