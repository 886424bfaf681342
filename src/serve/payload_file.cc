#include "serve/payload_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway::serve {
namespace {

using base::Status;

class PayloadFile final : public PayloadSink {
 public:
  PayloadFile(std::string path, std::uint64_t bytes_max)
      : path_(std::move(path)), bytes_max_(bytes_max) {}
  ~PayloadFile() override { close(); }

  Status open() {
    constexpr mode_t kMode = 0640;
    file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kMode);
    struct stat about {};
    if (file_ < 0 || ::fstat(file_, &about) != 0) return cannot();
    size_ = static_cast<std::uint64_t>(about.st_size);
    return {};
  }

  // Whether there is room for a byte at all.
  Status probe() {
    SLIPWAY_TRY(append("\n"));
    return take_back(size_ - 1);
  }

  Status write(std::span<const std::string> lines) override {
    text_.clear();
    for (const std::string& line : lines) {
      if (size_ + text_.size() > 0 && size_ + text_.size() + line.size() >= bytes_max_) {
        SLIPWAY_TRY(flush());
        if (size_ > 0) SLIPWAY_TRY(rotate());
      }
      text_.append(line) += '\n';
    }
    return flush();
  }

 private:
  Status flush() {
    if (text_.empty()) return {};
    if (file_ < 0) SLIPWAY_TRY(open());
    const Status status = append(text_);
    text_.clear();
    return status;
  }

  // All of it or, if the disk has no more room, nothing: half a line would spoil the next.
  Status append(std::string_view text) {
    const std::uint64_t before = size_;
    while (!text.empty()) {
      const ssize_t count = ::write(file_, text.data(), text.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        const Status status = cannot();
        (void)take_back(before);
        return status;
      }
      size_ += static_cast<std::uint64_t>(count);
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }

  Status take_back(std::uint64_t size) {
    if (::ftruncate(file_, static_cast<off_t>(size)) != 0) return cannot();
    size_ = size;
    return {};
  }

  Status rotate() {
    close();
    if (::rename(path_.c_str(), (path_ + ".1").c_str()) != 0) return cannot();
    return open();
  }

  void close() {
    if (file_ >= 0) ::close(std::exchange(file_, -1));
  }

  Status cannot() const {
    return base::unavailable("CANNOT_LOG", fmt::format("can't write it: {}", std::strerror(errno)))
        .at(path_);
  }

  const std::string path_;
  const std::uint64_t bytes_max_;
  int file_ = -1;
  std::uint64_t size_ = 0;
  std::string text_;
};

}  // namespace

base::Result<std::unique_ptr<PayloadSink>> open_payload_file(const std::string& path,
                                                             std::uint64_t bytes_max) {
  auto file = std::make_unique<PayloadFile>(path, bytes_max);
  SLIPWAY_TRY(file->open());
  SLIPWAY_TRY(file->probe());
  return std::unique_ptr<PayloadSink>(std::move(file));
}

}  // namespace slipway::serve
