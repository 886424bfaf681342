// A load over HTTP/1.1: keep-alive connections on one thread, opened when they are needed. Requests are written
// down once, before they are sent; an answer is read in place, and nothing of it is kept unless it is checked.
#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/version.h"
#include "serve/header_text.h"
#include "serve/load/target.h"

namespace slipway::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;
using Endpoints = std::vector<Tcp::endpoint>;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr std::uint64_t kAnswerBytesMax = 1u << 30;
constexpr std::uint32_t kHeadBytesMax = 64u << 10;
constexpr base::Duration kTick =
    std::chrono::milliseconds(20);  // how often time-outs are looked for
constexpr base::Duration kPause =
    std::chrono::milliseconds(50);  // before a failed connection is tried again
constexpr base::Duration kRest =
    std::chrono::seconds(1);  // after it a server may have closed a connection

base::TimePoint now() { return std::chrono::steady_clock::now(); }

// What of an answer is of interest: whether it is whole, its status, and if `keep`, its body.
class AnswerParser final : public http::basic_parser<false> {
 public:
  explicit AnswerParser(bool keep) : keep_(keep) {
    body_limit(kAnswerBytesMax);
    header_limit(kHeadBytesMax);
    eager(true);
  }
  int status() const { return status_; }
  const std::string& body() const { return body_; }

 private:
  using Text = beast::string_view;
  void on_request_impl(http::verb, Text, Text, int, Error&) override {}
  void on_response_impl(int code, Text, int, Error&) override { status_ = code; }
  void on_field_impl(http::field, Text, Text, Error&) override {}
  void on_header_impl(Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(Text text, Error&) override { return take(text); }
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text text, Error&) override { return take(text); }
  void on_finish_impl(Error&) override {}

  std::size_t take(Text text) {
    if (keep_) body_.append(text.data(), text.size());
    return text.size();
  }

  const bool keep_;
  int status_ = 0;
  std::string body_;
};

class Driver;

// resting ─▶ (connecting ─▶) waiting for an answer ─▶ resting … ; closed: resting, without a socket
class Connection {
 public:
  Connection(Driver& driver, asio::io_context& io) : driver_(driver), io_(io) {}

  void send(const Ticket& ticket, const std::string& bytes);
  bool waits() const { return waits_; }
  const Ticket& ticket() const { return ticket_; }
  base::TimePoint sent_at() const { return sent_at_; }
  // What it waits for has failed.
  void fail(LoadFailure failure);

 private:
  bool gone();
  void connect(std::size_t which);
  void write();
  void await_answer();
  void read();
  bool parse(std::string_view text);
  void finish();
  void close();

  Driver& driver_;
  asio::io_context& io_;
  std::optional<Tcp::socket> socket_;
  // Handlers of a socket that was closed still come; they are of an earlier time.
  std::uint64_t time_ = 0;
  bool waits_ = false;
  bool answers_ = false;  // has answered since it was connected
  Ticket ticket_;
  base::TimePoint sent_at_, rested_at_;
  const std::string* request_ = nullptr;
  std::size_t written_ = 0;
  std::uint64_t received_ = 0;
  std::string rest_;  // what the parser has not taken yet: a head in pieces
  std::optional<AnswerParser> parser_;
};

class Driver {
 public:
  Driver(Endpoints endpoints, std::span<const std::string> requests, const AnswerCheck& check,
         Load& load, const std::atomic<bool>& stop)
      : endpoints(std::move(endpoints)),
        check(check),
        load(load),
        requests_(requests),
        stop_(stop),
        due_(io_),
        tick_(io_) {}

  void run() {
    ::prctl(PR_SET_TIMERSLACK, 1UL);  // a request that is due is sent then, not 50 us later
    look_after();
    pump();
    io_.run();
    load.end();
  }

  // Sends what is due, while a connection rests or may be made. What fails at once comes back here.
  void pump() {
    if (std::exchange(pumping_, true)) return;
    send_due();
    pumping_ = false;
  }

  void rests(Connection& connection) {
    resting_.push_back(&connection);
    pump();
  }
  // The server takes no connections, or answers none: it is not asked in a hurry.
  void pause() { broken_at_ = now(); }

  const Endpoints endpoints;
  const AnswerCheck& check;
  Load& load;
  std::array<char, 64 << 10> block;  // what was read last, of any connection

 private:
  void send_due() {
    for (;;) {
      const base::TimePoint time = now(), due = load.due_at(time);
      if (due == base::kNever || (resting_.empty() && !may_connect())) return;
      if (time - broken_at_ < kPause) return;  // look_after() comes back to it
      if (due > time) return wait_until(due);
      Connection& connection = next();
      const Ticket ticket = load.take(time);
      connection.send(ticket, requests_[ticket.request]);
    }
  }

  bool may_connect() const { return std::cmp_less(all_.size(), load.plan().connections); }

  Connection& next() {
    if (resting_.empty()) return *all_.emplace_back(std::make_unique<Connection>(*this, io_));
    Connection* last = resting_.back();  // the one that was used last: its memory is warm
    resting_.pop_back();
    return *last;
  }

  void wait_until(base::TimePoint due) {
    if (waits_for_ == due) return;
    waits_for_ = due;
    due_.expires_at(std::chrono::time_point_cast<asio::steady_timer::duration>(due));
    due_.async_wait([this](Error error) {
      if (error) return;
      waits_for_ = base::kNever;
      pump();
    });
  }

  // Time-outs, and the end.
  void look_after() {
    const base::TimePoint time = now();
    if (stop_.load(std::memory_order_relaxed)) load.stop(time);
    bool on_their_way = false;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      Connection& connection = *all_[i];
      if (connection.waits() && time - connection.sent_at() > load.plan().timeout)
        connection.fail(LoadFailure::kLate);
      on_their_way = on_their_way || connection.waits();
    }
    if (!on_their_way && time >= load.ends()) return io_.stop();
    pump();
    tick_.expires_after(kTick);
    tick_.async_wait([this](Error error) {
      if (!error) look_after();
    });
  }

  const std::span<const std::string> requests_;
  const std::atomic<bool>& stop_;
  bool pumping_ = false;
  asio::io_context io_{1};
  asio::steady_timer due_, tick_;
  base::TimePoint waits_for_ = base::kNever, broken_at_{};
  std::vector<std::unique_ptr<Connection>> all_;
  std::vector<Connection*> resting_;
};

void Connection::send(const Ticket& ticket, const std::string& bytes) {
  waits_ = true, ticket_ = ticket, sent_at_ = now();
  request_ = &bytes, written_ = 0, received_ = 0;
  rest_.clear();
  parser_.emplace(static_cast<bool>(driver_.check));
  if (socket_ && sent_at_ - rested_at_ > kRest && gone()) close();
  if (socket_) return write();
  socket_.emplace(io_);
  connect(0);
}

// Whether the server has closed the connection meanwhile.
bool Connection::gone() {
  Error error;
  char nothing_is_due = 0;
  socket_->read_some(asio::buffer(&nothing_is_due, 1), error);
  return error != asio::error::would_block;
}

void Connection::connect(std::size_t which) {
  if (which == driver_.endpoints.size()) return fail(LoadFailure::kBroken);
  Error error;
  socket_->close(error);
  socket_->async_connect(driver_.endpoints[which], [this, which, time = time_](Error failed) {
    if (time != time_) return;
    if (failed) return connect(which + 1);
    Error ignored;
    socket_->non_blocking(true, ignored);
    socket_->set_option(Tcp::no_delay(true), ignored);
    write();
  });
}

void Connection::write() {
  Error error;
  written_ += socket_->write_some(
      asio::buffer(request_->data() + written_, request_->size() - written_), error);
  if (error && error != asio::error::would_block) return fail(LoadFailure::kBroken);
  if (written_ == request_->size()) return await_answer();
  socket_->async_wait(Tcp::socket::wait_write, [this, time = time_](Error failed) {
    if (time != time_) return;
    failed ? fail(LoadFailure::kBroken) : write();
  });
}

// Waits before it reads: so soon there is nothing, and to find that out would cost a call.
void Connection::await_answer() {
  socket_->async_wait(Tcp::socket::wait_read, [this, time = time_](Error failed) {
    if (time != time_) return;
    failed ? fail(LoadFailure::kBroken) : read();
  });
}

void Connection::read() {
  Error error;
  const std::size_t bytes = socket_->read_some(asio::buffer(driver_.block), error);
  if (error == asio::error::would_block) return await_answer();
  if (error && error != asio::error::eof) return fail(LoadFailure::kBroken);
  received_ += bytes;
  std::string_view text(driver_.block.data(), bytes);
  if (!rest_.empty()) text = rest_.append(text);
  if (!parse(text)) return fail(LoadFailure::kBroken);
  const bool closed = error == asio::error::eof;
  if (closed && !parser_->is_done() && parser_->got_some()) parser_->put_eof(error);
  if (parser_->is_done()) return finish();
  closed ? fail(LoadFailure::kBroken) : await_answer();
}

// False: it is no answer.
bool Connection::parse(std::string_view text) {
  Error error;
  while (!text.empty() && !parser_->is_done() && error != http::error::need_more) {
    text.remove_prefix(parser_->put(asio::buffer(text.data(), text.size()), error));
    if (error && error != http::error::need_more) return false;
  }
  rest_ = std::string(text);
  return true;
}

void Connection::finish() {
  const bool well = parser_->status() / 100 == 2;
  waits_ = false, rested_at_ = now();
  if (well && driver_.check && !driver_.check(parser_->body()))
    driver_.load.failed(ticket_, now(), LoadFailure::kWrong);
  else
    driver_.load.answered(ticket_, now(), parser_->status(), well, written_, received_);
  answers_ = true;
  if (!parser_->keep_alive()) close();
  driver_.rests(*this);
}

void Connection::fail(LoadFailure failure) {
  if (!answers_) driver_.pause();
  close();
  waits_ = false;
  driver_.load.failed(ticket_, now(), failure);
  driver_.rests(*this);
}

void Connection::close() {
  ++time_;
  socket_.reset();
  answers_ = false;
}

// As many open files as that takes.
base::Status allow_sockets(std::int64_t connections) {
  const auto wanted = static_cast<rlim_t>(connections) + 64;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= wanted) return {};
  limit.rlim_cur = std::min(limit.rlim_max, wanted);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur == wanted) return {};
  return base::resource_exhausted(
             "OPEN_FILES",
             fmt::format("{} connections are more than this process may open", connections))
      .remedy("fewer --connections, or a higher ulimit -n");
}

class HttpTarget final : public Target {
 public:
  HttpTarget(Url url, Headers headers, base::Duration timeout)
      : url_(std::move(url)), headers_(std::move(headers)), timeout_(timeout) {}

  base::Result<LoadAnswer> ask(const LoadRequest& request) override {
    SLIPWAY_ASSIGN(const Endpoints endpoints, resolve());
    asio::io_context io(1);
    beast::tcp_stream stream(io);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kAnswerBytesMax);
    const auto message = message_of(request);
    Error failed;
    const auto then = [&failed](auto next) {
      return [&failed, next](Error error, auto&&...) { error ? void(failed = error) : next(); };
    };
    stream.expires_after(timeout_);
    const auto read = [&] { http::async_read(stream, buffer, parser, then([] {})); };
    const auto write = [&] { http::async_write(stream, message, then(read)); };
    stream.async_connect(endpoints, then(write));
    io.run();
    if (failed) return no_answer(failed.message());
    const int status = static_cast<int>(parser.get().result_int());
    return LoadAnswer{status, status / 100 == 2, std::move(parser.get().body())};
  }

  base::Status prepare(std::span<const LoadRequest> requests) override {
    texts_.clear();
    for (const LoadRequest& request : requests)
      texts_.push_back((std::ostringstream() << message_of(request)).str());
    return {};
  }

  base::Status drive(const AnswerCheck& check, Load& load, const std::atomic<bool>& stop) override {
    SLIPWAY_ASSIGN(Endpoints endpoints, resolve());
    SLIPWAY_TRY(allow_sockets(load.plan().connections));
    Driver(std::move(endpoints), texts_, check, load, stop).run();
    return {};
  }

 private:
  base::Status no_answer(const std::string& why) const {
    return base::unavailable("NO_SERVER", "no answer: " + why)
        .at(fmt::format("{}://{}:{}", url_.scheme, url_.host, url_.port))
        .remedy("is the server running?");
  }

  base::Result<Endpoints> resolve() const {
    asio::io_context io(1);
    Error error;
    const auto found = Tcp::resolver(io).resolve(url_.host, url_.port, error);
    if (error) return no_answer(error.message());
    Endpoints endpoints;
    for (const auto& entry : found) endpoints.push_back(entry.endpoint());
    return endpoints;
  }

  http::request<http::string_body> message_of(const LoadRequest& request) const {
    std::string target = url_.path + request.path;
    if (!target.starts_with('/')) target.insert(0, 1, '/');
    http::request<http::string_body> message(http::string_to_verb(request.method), target, 11,
                                             request.body);
    message.set(http::field::host, authority(url_.host, url_.port));
    message.set(http::field::user_agent, std::string("slipway/") + base::kVersion);
    if (!request.type.empty()) message.set(http::field::content_type, request.type);
    for (const Headers* some : {&request.headers, &headers_})
      for (const auto& [name, value] : *some) message.set(name, value);
    message.prepare_payload();
    return message;
  }

  const Url url_;
  const Headers headers_;
  const base::Duration timeout_;
  std::vector<std::string> texts_;
};

}  // namespace

std::unique_ptr<Target> make_http_target(Url url, Headers headers, base::Duration timeout) {
  return std::make_unique<HttpTarget>(std::move(url), std::move(headers), timeout);
}

}  // namespace slipway::serve
