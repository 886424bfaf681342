#include "format/window.h"

#include <algorithm>

#include <fmt/format.h>

namespace slipway::format {
namespace {

constexpr std::uint64_t kBufferBytes = 1u << 20;
constexpr std::uint64_t kSpansBytes = 4u << 20;

base::Status truncated(std::uint64_t size) {
  return base::invalid_argument("TRUNCATED",
                                fmt::format("ends after {} bytes, in the middle", size))
      .remedy("copy the file again");
}

class ViewReader final : public base::Reader {
 public:
  ViewReader(std::string_view bytes, std::string name) : bytes_(bytes), name_(std::move(name)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  base::Status read(std::uint64_t offset, std::uint64_t count, std::string& into) const override {
    into.assign(bytes_.substr(std::min<std::uint64_t>(offset, bytes_.size()), count));
    return {};
  }
  const std::string& name() const override { return name_; }

 private:
  const std::string_view bytes_;
  const std::string name_;
};

}  // namespace

Window::Window(const base::Reader& file, std::uint64_t begin, std::uint64_t end)
    : file_(&file), begin_(begin), end_(std::max(begin, std::min(end, file.size()))) {}

base::Status Window::fill(std::uint64_t count) {
  if (left() < count || file_ == nullptr) return truncated(end_);
  const std::uint64_t at = offset();
  SLIPWAY_TRY(file_->read(at, std::min(std::max(count, kBufferBytes), end_ - at), buffer_));
  if (buffer_.size() < count) return truncated(at + buffer_.size());  // it has become shorter
  view_ = buffer_;
  begin_ = at;
  at_ = 0;
  return {};
}

base::Result<std::string_view> Window::at_hand() {
  if (at_ == view_.size() && left() > 0) SLIPWAY_TRY(fill(1));
  return view_.substr(at_);
}

base::Status Window::skip(std::uint64_t count) {
  if (left() < count) return truncated(end_);
  if (view_.size() - at_ >= count) return at_ += count, base::Status();
  begin_ = offset() + count;
  view_ = {};
  at_ = 0;
  return {};
}

base::Result<std::string_view> SpanReader::read(const Span& span) {
  if (span.offset < begin_ || span.offset + span.size > begin_ + buffer_.size()) {
    SLIPWAY_TRY(file_.read(span.offset, std::max(span.size, kSpansBytes), buffer_));
    begin_ = span.offset;
    if (buffer_.size() < span.size) return truncated(span.offset + buffer_.size());
  }
  return std::string_view(buffer_).substr(span.offset - begin_, span.size);
}

std::unique_ptr<base::Reader> view_reader(std::string_view bytes, std::string name) {
  return std::make_unique<ViewReader>(bytes, std::move(name));
}

}  // namespace slipway::format
