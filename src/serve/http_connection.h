// A connection of the HTTP server, from one request to the next, and the loop that it belongs to. For
// http_server.cc only.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "base/fields.h"
#include "serve/content_encoding.h"
#include "serve/http_server.h"
#include "serve/http_stream.h"
#include "serve/request_memory.h"
#include "serve/tls_socket.h"
#include "serve/turn_wait.h"

namespace slipway::serve::http1 {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = asio::ip::tcp;
using Stream = asio::generic::stream_protocol;  // TCP or a Unix socket
using Error = boost::system::error_code;

inline std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

// Answers are of the type that they say, and of the moment.
inline constexpr std::string_view kSafeHeaders =
    "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n";

inline std::string_view reason_phrase(int status) {
  return view(http::obsolete_reason(static_cast<http::status>(status)));
}

template <class Number>
std::string& append(std::string& text, Number number) {
  const fmt::format_int digits(number);
  return text.append(digits.data(), digits.size());
}

class Connection;

// A thread with its event loop and its connections. Everything but the atomics is its thread's.
struct Loop {
  Loop(Handler& handler_, const HttpOptions& options_, StreamThreads& streams_)
      : options(options_),
        handler(handler_),
        streams(streams_),
        ticker(io),
        turns(options_.wait_max) {}

  void arm_ticker();
  void post_turn() {
    asio::post(io, [this] {
      if (turns.turn(std::chrono::steady_clock::now())) post_turn();
    });
  }

  const HttpOptions& options;
  Handler& handler;
  StreamThreads& streams;
  asio::io_context io{1};
  asio::steady_timer ticker;
  base::TimePoint ticks_at = base::kNever;
  std::set<std::shared_ptr<Connection>> connections;
  bool stopping = false;
  TurnWait turns;
  std::thread thread;
};

// reading ─▶ handling ─▶ writing ─▶ reading … ─▶ closed
//                └─▶ streaming ──────┘
// All methods run on the loop's thread, but finish(). While a handler has the exchange the connection
// lives, even if its socket is closed: the handler's promise to finish is what frees it.
class Connection final : public Exchange, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Loop& loop, TlsSocket socket, std::atomic<std::uint32_t>& open)
      : loop_(loop), socket_(std::move(socket)), timer_(loop.io), open_(open) {
    if (auto* statistics = loop_.options.statistics) statistics->http_connections.fetch_add(1);
  }
  ~Connection() override {
    if (auto* statistics = loop_.options.statistics) statistics->http_connections.fetch_sub(1);
    open_.fetch_sub(1);
  }

  void start() {
    Error ignored;
    socket_.plain().set_option(Tcp::no_delay(true), ignored);  // of no meaning to a Unix socket
    read();
  }

  void stop_when_idle() {
    close_after_ = true;
    if (stream_ != nullptr) stream_->stop();
    if (state_ == State::kReading && buffer_.size() == 0) close();
  }

  void close() {
    if (const auto stream = stream_)
      stream->fail(base::unavailable("STOPPING", "the server has stopped"));
    timer_.cancel();
    socket_.close();
    loop_.connections.erase(shared_from_this());
  }

  const Request& request() const override { return request_; }
  std::string_view header(std::string_view name) const override {
    return view(head()[beast::string_view(name.data(), name.size())]);
  }
  std::string_view client() const override {
    if (client_) return *client_;
    const auto address = peer().address();
    return client_.emplace(address.is_unspecified() ? "" : address.to_string());
  }
  Response& response() override { return response_; }

  void finish() override {
    if (loop_thread_ == std::this_thread::get_id() && state_ == State::kHandling &&
        inside_handle_) {
      finished_inside_ = true;
      return;
    }
    asio::post(loop_.io, [self = shared_from_this()] { self->write(); });
  }

  void resume(std::function<void()> work) override {
    asio::post(loop_.io, [self = shared_from_this(), work = std::move(work)] {
      work();
      self->loop_.arm_ticker();
    });
  }

  base::Status stream(std::function<void(Duplex&)> work) override {
    if (stream_ == nullptr) return Exchange::stream(std::move(work));
    SLIPWAY_TRY(loop_.streams.start([stream = stream_, work = std::move(work)]() mutable {
      work(*stream);
      HttpStream::work_done(std::move(stream));
    }));
    if (auto* statistics = loop_.options.statistics) statistics->http_streams.fetch_add(1);
    stream_->start();
    return {};
  }

 private:
  enum class State : std::uint8_t { kReading, kHandling, kWriting };
  static constexpr std::size_t kUsual = 4u << 10, kReadMax = 64u << 10;  // bytes read at once

  void read() {
    state_ = State::kReading;
    pieces_.reset();
    unread_ = false;
    set_caller(nullptr), set_span(nullptr);
    make_parser();
    make_room(kUsual);
    parser_->body_limit(boost::none);  // of a stream there is none; read_header_done() sets it
    parser_->header_limit(loop_.options.header_bytes_max);
    expire_in(loop_.options.idle_time_max);
    http::async_read_header(
        socket_, buffer_, *parser_,
        [self = shared_from_this()](Error error, std::size_t) { self->read_header_done(error); });
  }

  // In the memory of the request before: a usual request allocates none.
  void make_parser() {
    constexpr std::size_t kKept = 64u << 10;
    std::string body;
    if (parser_ && parser_->get().body().capacity() <= kKept) body.swap(parser_->get().body());
    body.clear();
    parser_.reset();
    memory_.reset();
    parser_.emplace(std::piecewise_construct, std::forward_as_tuple(std::move(body)),
                    std::make_tuple(RequestAllocator<char>(memory_)));
  }

  // Beast reads as much at once as the buffer has room for: 512 bytes, unless it is told.
  void make_room(std::uint64_t bytes) {
    if (buffer_.size() == 0 && buffer_.capacity() > kUsual)
      buffer_.shrink_to_fit();  // gives it back
    buffer_.reserve(std::min<std::uint64_t>(bytes, kReadMax));
  }

  void read_header_done(Error error) {
    if (error) return read_failed(error);
    if (const char* doubt = ambiguity(); doubt != nullptr)
      return refuse_read(400, "BAD_HTTP", doubt);
    fill_request();
    const bool streams = head().version() == 11 && loop_.handler.streams(request_);
    const auto length = parser_->content_length();
    if (!streams && length && *length > loop_.options.body_bytes_max)
      return read_failed(http::error::body_limit);
    if (!streams && has_large_body() && !admitted()) return;
    if (streams)
      pieces_.emplace(std::move(*parser_));
    else
      parser_->body_limit(loop_.options.body_bytes_max);
    if (beast::iequals(head()[http::field::expect], "100-continue")) {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      return asio::async_write(socket_, asio::buffer(kContinue.data(), kContinue.size()),
                               [self = shared_from_this()](Error failed, std::size_t) {
                                 failed ? self->close() : self->read_body();
                               });
    }
    read_body();
  }

  bool has_large_body() const {
    constexpr std::uint64_t kLarge = 64 << 10;
    return parser_->chunked() || parser_->content_length().value_or(0) > kLarge;
  }

  // A stranger's large body is not read. False: it is answered, and the connection ends.
  bool admitted() {
    handled_at_ = std::chrono::steady_clock::now();
    response_.clear();
    if (loop_.handler.admit(*this)) return true;
    begin_span();
    unread_ = true;
    write();
    return false;
  }

  void read_body() {
    make_room(pieces_ ? kReadMax : parser_->content_length_remaining().value_or(kReadMax));
    if (pieces_) return handle();
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this()](Error error, std::size_t) {
                       error ? self->read_failed(error) : self->handle();
                     });
  }

  // A request that can't be read is answered where HTTP lets us, then the connection is closed:
  // where the next request would start is unknown.
  void read_failed(Error error) {
    unread_ = error == http::error::body_limit;
    if (unread_)
      return refuse_read(
          413, "BODY_TOO_LARGE",
          fmt::format("the body has more than {} bytes", loop_.options.body_bytes_max));
    if (error == http::error::header_limit)
      return refuse_read(
          431, "HEADER_TOO_LARGE",
          fmt::format("the header has more than {} bytes", loop_.options.header_bytes_max));
    const bool gone = error == http::error::end_of_stream ||
                      error == http::error::partial_message ||
                      error.category() != http::make_error_code(http::error::bad_method).category();
    gone ? close() : refuse_read(400, "BAD_HTTP", "not an HTTP/1.1 request: " + error.message());
  }

  void refuse_read(int status, const char* reason, std::string message) {
    close_after_ = true;
    request_ = {}, response_.clear();  // those of the request before
    handled_at_ = std::chrono::steady_clock::now();
    respond_error(base::invalid_argument(reason, std::move(message)), response_);
    response_.status = status;
    write();
  }

  // Where two readers could differ on whose the request is and where it ends, one is smuggled past a proxy. Null:
  // nowhere.
  const char* ambiguity() const {
    const auto& message = parser_->get();
    int hosts = 0, lengths = 0, encodings = 0;
    bool chunked = true;
    for (const auto& field : message) {
      if (field.name() == http::field::host) ++hosts;
      if (field.name() == http::field::content_length)
        lengths += field.value().find_first_not_of("0123456789") == std::string_view::npos ? 1 : 2;
      if (field.name() != http::field::transfer_encoding) continue;
      ++encodings;
      chunked = beast::iequals(field.value(), "chunked");
    }
    if (hosts > 1 || (hosts == 0 && message.version() >= 11)) return "there must be one Host";
    if (lengths + encodings > 1) return "the body has more than one length";
    if (!chunked) return "Transfer-Encoding may be chunked alone";
    if (encodings > 0 && message.version() < 11) return "HTTP/1.0 has no Transfer-Encoding";
    return nullptr;
  }

  void handle() {
    timer_expires_ = base::kNever;
    handled_at_ = std::chrono::steady_clock::now();
    request_.deadline = handled_at_ + time_max_;
    begin_span();
    response_.clear();
    state_ = State::kHandling;
    loop_thread_ = std::this_thread::get_id();
    if (request_.method == "POST" && waited_too_long()) {
      respond_error(base::resource_exhausted("OVERLOADED", "too many requests wait"), response_);
      return write();
    }
    if (pieces_)
      make_stream();
    else if (request_.body = parser_->get().body(); !unpack())
      return write();
    inside_handle_ = true, finished_inside_ = false;
    pin_ = shared_from_this();
    loop_.handler.handle(*this);
    inside_handle_ = false;
    if (finished_inside_) return write();
    loop_.arm_ticker();
  }

  // The kernel, which knows when the last byte came, is asked only if our own bounds leave it open.
  bool waited_too_long() {
    const base::Duration most = loop_.options.wait_max;
    if (loop_.turns.ask(handled_at_)) loop_.post_turn();
    if (loop_.turns.at_least(handled_at_) > most) return true;
    if (handled_at_ - std::max(loop_.turns.earliest(), answered_at_) <= most) return false;
    constexpr auto kTicks = std::chrono::milliseconds(10);  // the kernel's, at most
    if (most < kTicks) return true;
    tcp_info info{};
    socklen_t size = sizeof info;
    return ::getsockopt(socket_.plain().native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) ==
               0 &&
           std::chrono::milliseconds(info.tcpi_last_data_recv) > most;
  }

  void make_stream() {
    stream_ = std::make_shared<HttpStream>(HttpStream::Loan{
        .socket = socket_,
        .buffer = buffer_,
        .parser = *pieces_,
        .idle_time_max = loop_.options.idle_time_max,
        .head =
            [this] {
              make_head("Transfer-Encoding: chunked");
              return head_;
            },
        .done = [self = shared_from_this()](HttpStream::End end) { self->stream_done(end); }});
    if (loop_.stopping) stream_->stop();
  }

  void stream_done(HttpStream::End end) {
    const auto self = std::move(pin_);
    const auto stream = std::move(stream_);
    if (auto* statistics = loop_.options.statistics) statistics->http_streams.fetch_sub(1);
    if (end == HttpStream::End::kUnanswered) return write();
    answered(stream->bytes_in(), stream->bytes_out());
    unread_ = !pieces_->is_done();
    end == HttpStream::End::kWhole ? written() : close();
  }

  // A body that came packed; false: the answer says why it can't be read.
  bool unpack() {
    const auto encoding = head()[http::field::content_encoding];
    if (encoding.empty() || beast::iequals(encoding, "identity")) return true;
    unpacked_.clear();
    const auto status =
        decode_content(view(encoding), request_.body, loop_.options.body_bytes_max, unpacked_);
    request_.body = unpacked_;
    if (status.ok()) return true;
    respond_error(status, response_);
    response_.retry_after_s = 0;
    if (status.code() == base::Code::kUnimplemented) response_.status = 415;
    if (status.code() == base::Code::kResourceExhausted) response_.status = 413;
    return false;
  }

  // Packs a large answer, if the caller takes it so.
  void pack() {
    constexpr std::size_t kPays = 1024;
    if (!response_.compress || response_.body.size() < kPays) return;
    const std::string_view encoding = choose_encoding(header("accept-encoding"));
    if (encoding.empty() || !encode_content(encoding, response_.body, packed_)) return;
    response_.body.swap(packed_);
    response_.more += fmt::format("Content-Encoding: {}\r\n", encoding);
  }

  void fill_request() {
    const auto& message = head();
    request_ = {};
    request_.method = view(message.method_string());
    const std::string_view target = view(message.target());
    const std::size_t mark = target.find('?');
    request_.path = target.substr(0, mark);
    if (mark != std::string_view::npos) request_.query = target.substr(mark + 1);
    request_.content_type = view(message[http::field::content_type]);
    request_.traceparent = view(message["traceparent"]);
    time_max_ = loop_.options.request_time_max;
    if (const auto wish = base::parse_duration(view(message["x-request-timeout"])); wish.ok())
      time_max_ = std::min(time_max_, *wish);
    request_.terse = loop_.options.terse_errors;
    if (!parser_->keep_alive()) close_after_ = true;
  }

  void write() {
    const auto self = std::move(pin_);
    stream_.reset();
    if (pieces_) unread_ = !pieces_->is_done();
    if (unread_) close_after_ = true;
    state_ = State::kWriting;
    pack();
    framing_.assign("Content-Length: ");
    make_head(append(framing_, response_.body.size()));
    answered(request_.body.size(), response_.body.size());
    const bool head_only = request_.method == "HEAD";
    const std::array<asio::const_buffer, 2> buffers = {
        asio::buffer(head_),
        asio::buffer(response_.body.data(), head_only ? 0 : response_.body.size())};
    expire_in(loop_.options.idle_time_max);
    answered_at_ = std::chrono::steady_clock::now();
    asio::async_write(socket_, buffers, [self = shared_from_this()](Error error, std::size_t) {
      error ? self->close() : self->written();
    });
  }

  // In the memory of the head before.
  void make_head(std::string_view framing) {
    std::string& text = head_;
    text.assign("HTTP/1.1 ");
    append(text, response_.status);
    text.append(" ").append(reason_phrase(response_.status)).append("\r\nContent-Type: ");
    text.append(response_.content_type).append("\r\n").append(framing).append("\r\n");
    if (response_.retry_after_s > 0)
      append(text += "Retry-After: ", response_.retry_after_s) += "\r\n";
    if (*response_.reason != '\0')
      text.append("X-Slipway-Reason: ").append(response_.reason).append("\r\n");
    if (!response_.allow.empty()) text.append("Allow: ").append(response_.allow).append("\r\n");
    text += kSafeHeaders;
    if (socket_.secure()) text += "Strict-Transport-Security: max-age=31536000\r\n";
    text += response_.more;
    if (close_after_ || loop_.stopping) text += "Connection: close\r\n";
    text += "\r\n";
  }

  void written() {
    if (unread_) return linger();
    close_after_ || loop_.stopping ? close() : read();
  }

  // A socket that is closed with unread bytes in it takes the answer away from who still sends: so they
  // are read for a moment, to no end.
  void linger() {
    constexpr auto kMoment = std::chrono::seconds(1);
    Error ignored;
    socket_.plain().shutdown(Stream::socket::shutdown_send, ignored);
    buffer_.clear();
    state_ = State::kReading;
    timer_armed_ = false;  // for a later moment
    expire_in(kMoment);
    drain();
  }
  void drain() {
    constexpr std::size_t kBlock = 16u << 10;
    socket_.plain().async_read_some(buffer_.prepare(kBlock),
                                    [self = shared_from_this()](Error error, std::size_t) {
                                      error ? self->close() : self->drain();
                                    });
  }

  // Of a Unix socket 0.0.0.0.
  Tcp::endpoint peer() const {
    Error ignored;
    Tcp::endpoint address;
    if (const auto endpoint = socket_.plain().remote_endpoint(ignored);
        !ignored && endpoint.protocol().family() != AF_UNIX)
      std::memcpy(address.data(), endpoint.data(), std::min(endpoint.size(), address.capacity()));
    return address;
  }

  void begin_span() {
    if (loop_.options.tracer != nullptr && request_.method == "POST")
      set_span(
          loop_.options.tracer->begin(request_.traceparent, header("tracestate"), handled_at_));
  }

  // The answer is written down, and will be sent.
  void answered(std::uint64_t bytes_in, std::uint64_t bytes_out) {
    if (loop_.options.statistics != nullptr && *response_.reason != '\0')
      loop_.options.statistics->refused(response_.reason);
    if (auto span = take_span()) {
      span->ended = std::chrono::steady_clock::now();
      span->path = request_.path, span->client = client(), span->status = response_.status;
      if (socket_.secure()) span->scheme = "https";
      if (*response_.reason != '\0') span->reason = response_.reason;
      loop_.options.tracer->end(std::move(span));
    }
    if (loop_.options.access_log != nullptr) log_access(bytes_in, bytes_out);
  }

  void log_access(std::uint64_t bytes_in, std::uint64_t bytes_out) {
    const std::string_view from = client();
    loop_.options.access_log->write(
        {.peer = from.empty() ? "" : fmt::format("{}:{}", from, peer().port()),
         .method = request_.method,
         .path = request_.path,
         .trace = request_.traceparent,
         .caller = caller().name(),
         .status = response_.status,
         .took = std::chrono::steady_clock::now() - handled_at_,
         .bytes_in = bytes_in,
         .bytes_out = bytes_out});
  }

  const http::request_header<http::basic_fields<RequestAllocator<char>>>& head() const {
    return pieces_ ? pieces_->get().base() : parser_->get().base();
  }

  // One timer a connection, moved lazily: setting a later moment costs an assignment.
  void expire_in(base::Duration duration) {
    timer_expires_ = std::chrono::steady_clock::now() + duration;
    if (!timer_armed_) arm_timer();
  }
  void arm_timer() {
    timer_armed_ = true;
    timer_.expires_at(std::chrono::time_point_cast<asio::steady_timer::duration>(timer_expires_));
    timer_.async_wait([weak = weak_from_this()](Error error) {
      const auto self = weak.lock();
      if (!self || error) return;
      self->timer_armed_ = false;
      if (self->timer_expires_ == base::kNever) return;
      if (self->timer_expires_ > std::chrono::steady_clock::now()) return self->arm_timer();
      self->close();
    });
  }

  Loop& loop_;
  TlsSocket socket_;
  asio::steady_timer timer_;
  std::atomic<std::uint32_t>& open_;
  beast::flat_buffer buffer_;
  RequestMemory memory_;
  std::optional<http::request_parser<http::string_body, RequestAllocator<char>>> parser_;
  std::optional<HttpStream::Parser> pieces_;  // instead, of a body that is taken as it comes
  std::shared_ptr<HttpStream> stream_;        // while such a request is handled
  Request request_;
  Response response_;
  mutable std::optional<std::string> client_;  // once asked for
  std::string head_, framing_, unpacked_, packed_;
  State state_ = State::kReading;
  bool close_after_ = false;
  bool timer_armed_ = false;
  base::TimePoint timer_expires_ = base::kNever;
  base::TimePoint handled_at_;       // when the request was whole
  base::TimePoint answered_at_;      // the one before
  base::Duration time_max_{};        // for it: the server's limit or the caller's wish
  bool unread_ = false;              // of its body not all was read
  std::shared_ptr<Connection> pin_;  // while a handler has the exchange
  bool inside_handle_ = false;       // these three: the loop's thread
  bool finished_inside_ = false;
  std::thread::id loop_thread_;
};

inline void Loop::arm_ticker() {
  const base::TimePoint due = handler.due_at();
  if (due >= ticks_at) return;
  ticks_at = due;
  ticker.expires_at(std::chrono::time_point_cast<asio::steady_timer::duration>(due));
  ticker.async_wait([this](Error error) {
    if (error) return;
    ticks_at = base::kNever;
    handler.tick();
    arm_ticker();
  });
}

}  // namespace slipway::serve::http1
