// Window: a file read front to back through a buffer of a megabyte, so that a model of many
// gigabytes is never in memory as a whole. Used by the readers of large formats. One thread.
//
//   Window window(file);
//   SLIPWAY_ASSIGN(const std::string_view magic, window.take(4));
//   SLIPWAY_TRY(window.skip(count));
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace slipway::format {

// Where something stands in a file.
struct Span {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

class Window {
 public:
  // The bytes [begin, end) of `file`, which must outlive the Window. `end` beyond its size: to its
  // end.
  explicit Window(const base::Reader& file, std::uint64_t begin = 0,
                  std::uint64_t end = UINT64_MAX);
  // Bytes that are in memory already: what take() returns stays valid as long as they do.
  explicit Window(std::string_view bytes) : view_(bytes), end_(bytes.size()) {}

  std::uint64_t offset() const { return begin_ + at_; }  // in the file
  std::uint64_t left() const { return end_ - offset(); }
  bool in_memory() const { return file_ == nullptr; }

  // The next byte, which stays; -1 at the end, or if it can't be read.
  int peek() {
    if (at_ == view_.size() && !fill(1).ok()) return -1;
    return static_cast<unsigned char>(view_[at_]);
  }
  // The next `count` bytes, valid until the next call: INVALID_ARGUMENT/TRUNCATED if there are
  // fewer.
  base::Result<std::string_view> take(std::uint64_t count) {
    if (view_.size() - at_ < count) SLIPWAY_TRY(fill(count));
    at_ += count;
    return view_.substr(at_ - count, count);
  }
  base::Result<char> take() {
    if (at_ == view_.size()) SLIPWAY_TRY(fill(1));
    return view_[at_++];
  }
  // All that is at hand, at least one byte unless the file ends: for scanners. Follow with drop().
  base::Result<std::string_view> at_hand();
  void drop(std::size_t count) { at_ += count; }
  base::Status skip(std::uint64_t count);

 private:
  base::Status fill(std::uint64_t count);

  const base::Reader* file_ = nullptr;
  std::string buffer_;
  std::string_view view_;    // of the buffer, or of what is in memory
  std::uint64_t begin_ = 0;  // of view_, in the file
  std::size_t at_ = 0;       // in view_
  std::uint64_t end_ = 0;    // in the file
};

// The bytes of spans that stand in order in a file: neighbours are read at once.
class SpanReader {
 public:
  explicit SpanReader(const base::Reader& file) : file_(file) {}
  // Valid until the next call.
  base::Result<std::string_view> read(const Span& span);

 private:
  const base::Reader& file_;
  std::string buffer_;
  std::uint64_t begin_ = 0;  // of the buffer
};

// A Reader of bytes that somebody else holds for as long.
std::unique_ptr<base::Reader> view_reader(std::string_view bytes, std::string name);

}  // namespace slipway::format
