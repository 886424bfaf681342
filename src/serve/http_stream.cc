#include "serve/http_stream.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <system_error>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace slipway::serve {

namespace asio = boost::asio;
namespace http = boost::beast::http;

using base::Status;

namespace {

constexpr std::size_t kBlockBytes = 64u << 10;    // of one read
constexpr std::size_t kBufferBytes = 256u << 10;  // of each direction; a piece more at most

bool of_http(const HttpStream::Error& error) {
  return error.category() == http::make_error_code(http::error::bad_method).category();
}

Status gone() {
  return Status(base::Code::kCancelled, "CALLER_GONE", "the caller has closed the connection");
}

}  // namespace

StreamThreads::~StreamThreads() {
  for (Thread& one : threads_) one.thread.join();
}

Status StreamThreads::start(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  std::erase_if(threads_, [](Thread& one) {
    if (!one.done) return false;
    one.thread.join();
    return true;
  });
  const auto refused = [this] {
    return base::resource_exhausted(
               "TOO_MANY_STREAMS",
               fmt::format("{} streams are being answered, as many as may be", threads_.size()))
        .remedy("try again a little later");
  };
  if (threads_.size() >= threads_max_) return refused();
  Thread& one = threads_.emplace_back();
  try {
    one.thread = std::thread([&one, work = std::move(work)]() mutable {
      work();
      work = nullptr;  // what it holds is let go before anybody joins
      one.done = true;
    });
  } catch (const std::system_error&) {  // the machine has no more threads
    threads_.pop_back();
    return refused();
  }
  return {};
}

HttpStream::HttpStream(Loan loan)
    : loan_(std::move(loan)),
      timer_(loan_.socket.get_executor()),
      block_(std::make_unique<char[]>(kBlockBytes)) {}

void HttpStream::start() {
  {
    const std::lock_guard lock(mutex_);
    come_all_ = loan_.parser.is_done();
    changed_.notify_all();  // the work has begun, and waits for a body that may be none
  }
  read_more();
}

void HttpStream::stop() {
  const std::lock_guard lock(mutex_);
  if (read_failure_.ok())
    read_failure_ = base::unavailable("STOPPING", "the server stops").remedy("go on elsewhere");
  changed_.notify_all();
}

void HttpStream::fail(const Status& status) {
  {
    const std::lock_guard lock(mutex_);
    if (read_failure_.ok()) read_failure_ = status;
    if (write_failure_.ok()) write_failure_ = status;
    changed_.notify_all();
  }
  Error ignored;
  timer_.cancel();
  loan_.socket.plain().close(ignored);
  write_more();
}

void HttpStream::work_done(std::shared_ptr<HttpStream> self) {
  {
    const std::lock_guard lock(self->mutex_);
    self->done_ = true;
  }
  // The last of it, and of what it keeps, goes on the loop's thread.
  const auto executor = self->loan_.socket.get_executor();
  asio::post(executor, [self = std::move(self)] { self->write_more(); });
}

void HttpStream::read_more() {
  {
    const std::lock_guard lock(mutex_);
    if (reading_ || come_all_ || end_ || !read_failure_.ok() || come_.size() >= kBufferBytes)
      return;
  }
  reading_ = true;
  watch();
  auto& body = loan_.parser.get().body();
  body.data = block_.get(), body.size = kBlockBytes, body.more = true;
  http::async_read_some(
      loan_.socket, loan_.buffer, loan_.parser,
      [self = shared_from_this()](Error error, std::size_t) { self->read_done(error); });
}

void HttpStream::read_done(Error error) {
  reading_ = false;
  if (end_) return finish(*end_);
  if (error == http::error::need_buffer) error = {};  // the block is full
  const std::size_t bytes = kBlockBytes - loan_.parser.get().body().size;
  bytes_in_ += bytes;
  {
    const std::lock_guard lock(mutex_);
    come_.append(block_.get(), bytes);
    come_all_ = loan_.parser.is_done();
    if (error && error != http::error::partial_message && of_http(error) && read_failure_.ok())
      read_failure_ =
          base::invalid_argument("BAD_HTTP", "not a body in chunks: " + error.message());
    changed_.notify_all();
  }
  if (error && (error == http::error::partial_message || !of_http(error))) return fail(gone());
  watch();
  read_more();
}

base::Result<std::uint64_t> HttpStream::read(std::uint64_t count, std::string& into) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !come_.empty() || come_all_ || !read_failure_.ok(); });
  if (come_.empty()) {
    if (!come_all_) return read_failure_;
    return std::uint64_t{0};
  }
  const bool was_full = come_.size() >= kBufferBytes;
  const std::size_t taken = std::min<std::uint64_t>(count, come_.size());
  into.append(come_, 0, taken);
  come_.erase(0, taken);
  if (was_full && come_.size() < kBufferBytes)
    asio::post(loan_.socket.get_executor(), [self = shared_from_this()] { self->read_more(); });
  return std::uint64_t{taken};
}

bool HttpStream::ready() const {
  const std::lock_guard lock(mutex_);
  return !come_.empty() || come_all_ || !read_failure_.ok();
}

Status HttpStream::write(std::string_view piece) {
  if (piece.empty()) return {};
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return leaving_.size() < kBufferBytes || !write_failure_.ok(); });
  if (!write_failure_.ok()) return write_failure_;
  leaving_ += piece;
  if (!std::exchange(write_posted_, true))
    asio::post(loan_.socket.get_executor(), [self = shared_from_this()] { self->write_more(); });
  return {};
}

void HttpStream::end(std::string_view trailers) {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  trailers_ = trailers;
}

// Sends what is there as one chunk; behind a work that has ended, the last chunk.
void HttpStream::write_more() {
  if (writing_ || end_) return;
  std::optional<End> end;
  bool last = false;
  {
    const std::lock_guard lock(mutex_);
    write_posted_ = false;  // who writes from now on posts anew
    const bool broken = !write_failure_.ok();
    if (!done_ && (broken || leaving_.empty())) return;
    last = done_ && ended_ && !last_sent_;
    if (broken || (leaving_.empty() && !last))
      end = broken       ? End::kCut
            : last_sent_ ? End::kWhole
            : head_sent_ ? End::kCut
                         : End::kUnanswered;
    else
      sending_.swap(leaving_);
    changed_.notify_all();
  }
  end ? finish(*end) : send(last);
}

void HttpStream::send(bool last) {
  front_ = std::exchange(head_sent_, true) ? std::string() : loan_.head();
  back_.clear();
  if (!sending_.empty()) {
    front_ += fmt::format("{:x}\r\n", sending_.size());
    back_ = "\r\n";
  }
  if (last) {
    last_sent_ = true;
    back_ += fmt::format("0\r\n{}\r\n", trailers_);
  }
  bytes_out_ += sending_.size();
  writing_ = true;
  watch();
  const std::array<asio::const_buffer, 3> buffers = {asio::buffer(front_), asio::buffer(sending_),
                                                     asio::buffer(back_)};
  asio::async_write(loan_.socket, buffers, [self = shared_from_this()](Error error, std::size_t) {
    self->write_done(error);
  });
}

void HttpStream::write_done(Error error) {
  writing_ = false;
  sending_.clear();
  if (error) return fail(gone());
  watch();
  write_more();
}

// Who borrows the socket next finds nobody reading from it.
void HttpStream::finish(End end) {
  end_ = end;
  timer_.cancel();
  if (reading_) {
    Error ignored;
    loan_.socket.plain().cancel(ignored);
  } else if (!std::exchange(finished_, true)) {
    loan_.done(end);
  }
}

// From now on the caller has idle_time_max for its part, if there is one.
void HttpStream::watch() {
  if (!reading_ && !writing_) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::chrono::duration_cast<asio::steady_timer::duration>(
      std::min<base::Duration>(loan_.idle_time_max, std::chrono::hours(24))));
  timer_.async_wait([weak = weak_from_this()](Error error) {
    if (const auto self = weak.lock(); self && !error) self->expired();
  });
}

void HttpStream::expired() {
  if (end_) return;
  const auto late = [](const char* reason, const char* message) {
    return Status(base::Code::kDeadlineExceeded, reason, message);
  };
  if (writing_) return fail(late("SLOW_READER", "the answers were not taken"));
  const std::lock_guard lock(mutex_);
  if (read_failure_.ok()) read_failure_ = late("IDLE", "no rows have come for too long");
  changed_.notify_all();
}

}  // namespace slipway::serve
