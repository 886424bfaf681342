// HttpStream: a request whose body is worked on while it comes, and whose answer leaves meanwhile. Takes a
// connection's socket over from its loop, and gives it back. StreamThreads: where the work is done. For
// http_server.cc only.
//
//   caller ─socket─▶ come_ ─read()─▶ the work's thread ─write()─▶ leaving_ ─socket─▶ caller
//
// Both buffers are bounded: a full one stops who fills it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "serve/http.h"
#include "serve/request_memory.h"
#include "serve/tls_socket.h"

namespace slipway::serve {

// Any thread.
class StreamThreads {
 public:
  explicit StreamThreads(std::uint32_t threads_max) : threads_max_(threads_max) {}
  ~StreamThreads();  // waits for all of them

  // Runs `work` on a thread of its own. RESOURCE_EXHAUSTED/TOO_MANY_STREAMS.
  base::Status start(std::function<void()> work);

 private:
  struct Thread {
    std::thread thread;
    std::atomic<bool> done{false};
  };

  const std::uint32_t threads_max_;
  std::mutex mutex_;
  std::list<Thread> threads_;  // guarded by mutex_
};

// read(), ready(), write(), end() by the work's thread, the rest by the loop's.
class HttpStream final : public Duplex, public std::enable_shared_from_this<HttpStream> {
 public:
  using Parser =
      boost::beast::http::request_parser<boost::beast::http::buffer_body, RequestAllocator<char>>;
  using Error = boost::system::error_code;

  enum class End : std::uint8_t {
    kUnanswered,  // nothing was written: response() is the answer
    kWhole,
    kCut,  // the connection is of no use any more
  };

  // What it is given for as long as it lives.
  struct Loan {
    TlsSocket& socket;
    boost::beast::flat_buffer& buffer;
    Parser& parser;
    base::Duration idle_time_max;       // for a piece to come, or to be taken
    std::function<std::string()> head;  // of an answer in chunks; asked for once
    std::function<void(End)> done;      // called once; nothing is read or written any more
  };

  explicit HttpStream(Loan loan);

  void start();                           // begins to read
  void stop();                            // what the caller has not sent yet is not waited for
  void fail(const base::Status& status);  // the caller is gone: closes the socket
  static void work_done(std::shared_ptr<HttpStream> self);  // by the work's thread, as its last act

  std::uint64_t bytes_in() const { return bytes_in_; }
  std::uint64_t bytes_out() const { return bytes_out_; }

  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override;
  bool ready() const override;
  const std::string& name() const override { return name_; }
  base::Status write(std::string_view piece) override;
  void end(std::string_view trailers) override;

 private:
  void read_more();
  void read_done(Error error);
  void write_more();
  void send(bool last);
  void write_done(Error error);
  void finish(End end);
  void watch();
  void expired();

  const Loan loan_;
  const std::string name_ = "the body";

  // of the loop's thread
  boost::asio::steady_timer timer_;
  const std::unique_ptr<char[]> block_;
  std::string front_, sending_, back_;  // what is being written: framing, the chunk, framing
  bool reading_ = false, writing_ = false, head_sent_ = false, last_sent_ = false;
  std::optional<End> end_;  // once it is known
  bool finished_ = false;
  std::uint64_t bytes_in_ = 0, bytes_out_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable changed_;  // for the work's thread
  // guarded by mutex_
  std::string come_, leaving_, trailers_;
  bool come_all_ = false, ended_ = false, done_ = false, write_posted_ = false;
  base::Status read_failure_, write_failure_;
};

}  // namespace slipway::serve
