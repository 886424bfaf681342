// TlsSocket: a socket as Asio and Beast read and write it, plain or under TLS. Without a TlsSession each call is the
// socket's own. One read and one write at a time, on one thread; for http_server.cc.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "serve/tls.h"

namespace slipway::serve {

class TlsSocket {
 public:
  using Error = boost::system::error_code;
  using Plain = boost::asio::generic::stream_protocol::socket;  // TCP or a Unix socket
  using executor_type = Plain::executor_type;

  // `session` may be null: plain.
  TlsSocket(Plain socket, std::unique_ptr<TlsSession> session) : socket_(std::move(socket)) {
    if (session != nullptr)
      secure_ = std::make_unique<Secure>(std::move(session), socket_.get_executor());
  }

  executor_type get_executor() { return socket_.get_executor(); }
  Plain& plain() { return socket_; }
  const Plain& plain() const { return socket_; }
  bool secure() const { return secure_ != nullptr; }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (secure_ == nullptr) return socket_.async_read_some(buffers, std::forward<Handler>(handler));
    const boost::asio::mutable_buffer into = *boost::asio::buffer_sequence_begin(buffers);
    boost::asio::async_compose<Handler, void(Error, std::size_t)>(
        Read{*this, {static_cast<char*>(into.data()), into.size()}}, handler, socket_);
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (secure_ == nullptr)
      return socket_.async_write_some(buffers, std::forward<Handler>(handler));
    boost::asio::async_compose<Handler, void(Error, std::size_t)>(Write{*this, seal(buffers)},
                                                                  handler, socket_);
  }

  void close() {
    Error ignored;
    if (secure_ != nullptr && socket_.is_open()) say_goodbye();
    socket_.shutdown(Plain::shutdown_both, ignored);
    socket_.close(ignored);
  }

 private:
  struct Secure {
    Secure(std::unique_ptr<TlsSession> session_, const executor_type& executor)
        : session(std::move(session_)),
          sent(executor, boost::asio::steady_timer::time_point::max()) {}

    const std::unique_ptr<TlsSession> session;
    std::array<char, 17 << 10> received;  // a whole record
    std::string sending;                  // by one operation at a time; others wait for `sent`
    bool busy = false;
    boost::asio::steady_timer sent;  // never expires: cancelled when no operation sends any more
  };

  // What the session has for the other side. REQUIRES: not busy; the operation calls sending_done() next.
  template <class Self>
  void send(Self& self) {
    secure_->busy = true;
    secure_->sending = secure_->session->outgoing();
    secure_->session->sent();
    boost::asio::async_write(socket_, boost::asio::buffer(secure_->sending), std::move(self));
  }
  void sending_done() {
    secure_->busy = false;
    secure_->sent.cancel();
  }

  // start ─▶ [sending] ─▶ receiving ─▶ [sending] ─▶ receiving … ─▶ [sending] ─▶ ended
  // What a read has to say while a write is sending, such as to a new key, goes out behind it.
  struct Read {
    enum class State : std::uint8_t { kStart, kSending, kReceiving, kEnded };

    template <class Self>
    void operator()(Self& self, Error error = {}, std::size_t count = 0) {
      Secure& secure = *socket.secure_;
      if (state == State::kEnded) return self.complete(result, got);
      if (state == State::kSending) socket.sending_done();
      if (error) return self.complete(error, 0);
      if (state == State::kReceiving) secure.session->take({secure.received.data(), count});
      const bool inside = state == State::kStart;  // of the call that began this: may not end in it
      if (!ended) step();
      if (!secure.busy && !secure.session->outgoing().empty()) {
        state = State::kSending;
        return socket.send(self);
      }
      if (!ended) {
        state = State::kReceiving;
        return socket.socket_.async_read_some(boost::asio::buffer(secure.received),
                                              std::move(self));
      }
      state = State::kEnded;
      if (inside) return boost::asio::post(socket.get_executor(), std::move(self));
      self.complete(result, got);
    }

    void step() {
      using Step = TlsSession::Step;
      const Step done = socket.secure_->session->read(into, got);
      ended = done != Step::kNeedsInput;
      if (done == Step::kClosed) result = boost::asio::error::eof;
      if (done == Step::kFailed) result = boost::asio::error::connection_aborted;
    }

    TlsSocket& socket;
    std::span<char> into;
    State state = State::kStart;
    bool ended = false;
    Error result{};
    std::size_t got = 0;
  };

  // start ─▶ [waiting] ─▶ sending ─▶ [sending] ─▶ ended
  // What seal() made goes out; `count` plain bytes are in it.
  struct Write {
    enum class State : std::uint8_t { kStart, kWaiting, kSending, kFailed };

    template <class Self>
    void operator()(Self& self, Error error = {}, std::size_t = 0) {
      Secure& secure = *socket.secure_;
      if (state == State::kFailed) return self.complete(boost::asio::error::connection_aborted, 0);
      if (state == State::kSending) {
        socket.sending_done();
        if (error) return self.complete(error, 0);
      }
      if (state == State::kStart && count == 0) {  // may not end in the call that began this
        state = State::kFailed;
        return boost::asio::post(socket.get_executor(), std::move(self));
      }
      if (secure.busy) {
        state = State::kWaiting;
        return secure.sent.async_wait(std::move(self));
      }
      if (secure.session->outgoing().empty()) return self.complete({}, count);
      state = State::kSending;
      socket.send(self);
    }

    TlsSocket& socket;
    std::size_t count;
    State state = State::kStart;
  };

  // As many of the bytes as are sealed at a time; 0: the session is broken.
  template <class Buffers>
  std::size_t seal(const Buffers& buffers) {
    constexpr std::size_t kSealedMax = 64 << 10;
    std::size_t count = 0;
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers) && count < kSealedMax; ++it) {
      const boost::asio::const_buffer buffer = *it;
      const std::string_view plain(static_cast<const char*>(buffer.data()),
                                   std::min(buffer.size(), kSealedMax - count));
      if (plain.empty()) continue;
      if (secure_->session->write(plain) != TlsSession::Step::kDone) return 0;
      count += plain.size();
    }
    return count;
  }

  // So that the caller can tell the end from a cut; as much of it as goes without waiting.
  void say_goodbye() {
    Error ignored;
    if (secure_->busy) return;  // in the middle of something
    secure_->session->close();
    const auto out = secure_->session->outgoing();
    socket_.non_blocking(true, ignored);
    if (!ignored) socket_.write_some(boost::asio::buffer(out.data(), out.size()), ignored);
  }

  Plain socket_;
  std::unique_ptr<Secure> secure_;
};

}  // namespace slipway::serve
