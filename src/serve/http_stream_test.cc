// Bodies that are answered while they come, over real sockets: order, bounds, ends and departures.
#include "serve/http_stream.h"

#include <condition_variable>
#include <future>

#include <gtest/gtest.h>

#include "serve/fakes_test.h"

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// "/echo" sends back what comes, as it comes; "/refuse" answers without a piece; "/cut" writes and leaves;
// "/pour" writes for ever; "/early" ends before the body does. What a work ended with is kept.
class Streams final : public Handler {
 public:
  bool streams(const Request& head) const override { return head.query == "stream"; }

  void handle(Exchange& exchange) override {
    const std::string path(exchange.request().path);
    Response& head = exchange.response();
    const auto status = exchange.stream([this, path, &head](Duplex& body) {
      const base::Status ended = work(path, head, body);
      const std::lock_guard lock(mutex_);
      ends_.push_back(ended);
      changed_.notify_all();
    });
    if (status.ok()) return;
    respond_error(status, exchange.response());
    exchange.finish();
  }

  // The reason that the n-th work (from 0) ended for.
  std::string end(std::size_t n) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, seconds(10), [&] { return ends_.size() > n; })) return "never";
    return ends_[n].ok() ? "OK" : ends_[n].reason();
  }
  std::atomic<std::uint64_t> poured{0};

 private:
  base::Status work(const std::string& path, Response& head, Duplex& body) {
    head.content_type = "text/plain";
    std::string piece;
    if (path == "/refuse") return respond_error(bad_request("no"), head), base::Status();
    if (path == "/cut") return body.write("half of it");
    for (const std::string block(64 << 10, 'x'); path == "/pour"; poured += block.size())
      SLIPWAY_TRY(body.write(block));
    if (path == "/early") {
      SLIPWAY_TRY(body.write("enough"));
      body.end("");
      return {};
    }
    return echo(body);
  }

  static base::Status echo(Duplex& body) {
    std::uint64_t all = 0;
    while (true) {
      std::string piece;
      const auto read = body.read(1000, piece);
      if (!read.ok()) {  // the caller may still be told
        if (body.write(read.status().reason()).ok()) body.end("");
        return read.status();
      }
      if (*read == 0) break;
      all += *read;
      SLIPWAY_TRY(body.write(piece));
    }
    body.end("X-Bytes: " + std::to_string(all) + "\r\n");
    return {};
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<base::Status> ends_;
};

struct StreamPlant {
  explicit StreamPlant(HttpOptions options = {}) : server(handler) {
    options.port = 0, options.threads = 1;
    const auto status = server.start(options);
    EXPECT_TRUE(status.ok()) << status.text();
  }
  Streams handler;
  HttpServer server;
};

std::string head(const std::string& path,
                 const std::string& framing = "Transfer-Encoding: chunked") {
  return "POST " + path + "?stream HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n";
}

TEST(HttpStream, AnswersLeaveWhileTheBodyComes) {
  StreamPlant plant;
  RawClient client(plant.server.port());
  client.send(head("/echo") + "3\r\none\r\n");
  const std::string first = client.receive_until("one\r\n");
  EXPECT_TRUE(
      first.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                        "Transfer-Encoding: chunked\r\n"))
      << first;
  EXPECT_TRUE(first.ends_with("\r\n\r\n3\r\none\r\n")) << first;
  client.send("3\r\ntwo\r\n");
  EXPECT_EQ(client.receive_until("two\r\n"), "3\r\ntwo\r\n");
  client.send("0\r\n\r\n" + head("/echo", "Content-Length: 4") + "next");
  const std::string rest = client.receive_until("X-Bytes: 4\r\n\r\n");
  EXPECT_TRUE(rest.starts_with("0\r\nX-Bytes: 6\r\n\r\nHTTP/1.1 200 OK")) << rest;
  EXPECT_NE(rest.find("4\r\nnext\r\n0\r\n"), std::string::npos);
}

TEST(HttpStream, ABodyOfAnyLengthIsTakenAndAnOrdinaryOneIsNot) {
  StreamPlant plant({.body_bytes_max = 1000});
  RawClient client(plant.server.port());
  client.send(head("/echo", "Content-Length: 300000") + std::string(300'000, 'a'));
  EXPECT_NE(client.receive_until("X-Bytes: ").find("aaa"), std::string::npos);
  RawClient other(plant.server.port());
  other.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" +
             std::string(5000, 'a'));
  EXPECT_TRUE(other.receive_all().starts_with("HTTP/1.1 413 "));
}

TEST(HttpStream, ARefusalBeforeTheFirstPieceIsAnOrdinaryAnswer) {
  StreamPlant plant;
  RawClient client(plant.server.port());
  client.send(head("/refuse", "Content-Length: 2") + "ab");
  const std::string whole = client.receive_until("}}");
  EXPECT_TRUE(whole.starts_with("HTTP/1.1 400 ")) << whole;
  // Of a body that was not read to its end, the answer arrives all the same.
  RawClient sender(plant.server.port());
  sender.send(head("/refuse") + "5\r\nhello\r\n");
  const std::string answer = sender.receive_all();
  EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("}}"));
}

TEST(HttpStream, AnAnswerMayEndBeforeTheBody) {
  StreamPlant plant;
  RawClient client(plant.server.port());
  client.send(head("/early") + "5\r\nhello\r\n");
  EXPECT_TRUE(client.receive_all().ends_with("6\r\nenough\r\n0\r\n\r\n"));
}

TEST(HttpStream, AnAnswerThatIsNotEndedIsCut) {
  StreamPlant plant;
  RawClient client(plant.server.port());
  client.send(head("/cut") + "0\r\n\r\n");
  EXPECT_TRUE(client.receive_all().ends_with("a\r\nhalf of it\r\n"));
}

TEST(HttpStream, ACallerThatLeavesEndsTheWork) {
  StreamPlant plant;
  { RawClient(plant.server.port()).send(head("/echo") + "3\r\none\r\n"); }
  EXPECT_EQ(plant.handler.end(0), "CALLER_GONE");
  {
    RawClient client(plant.server.port());
    client.send(head("/pour") + "0\r\n\r\n");
    client.receive_until("xxx");
  }
  EXPECT_EQ(plant.handler.end(1), "CALLER_GONE");
}

TEST(HttpStream, AnswersThatAreNotTakenStopTheWork) {
  StreamPlant plant({.idle_time_max = milliseconds(300)});
  RawClient client(plant.server.port());
  client.send(head("/pour") + "0\r\n\r\n");
  EXPECT_EQ(plant.handler.end(0), "SLOW_READER");
  EXPECT_LT(plant.handler.poured,
            32u << 20);  // what the buffers of the sockets hold, and little more
}

TEST(HttpStream, WhoSendsNothingForTooLongIsTold) {
  StreamPlant plant({.idle_time_max = milliseconds(200)});
  RawClient client(plant.server.port());
  client.send(head("/echo") + "3\r\none\r\n");
  EXPECT_TRUE(client.receive_all().ends_with("4\r\nIDLE\r\n0\r\n\r\n"));
  EXPECT_EQ(plant.handler.end(0), "IDLE");
}

TEST(HttpStream, WhatIsNotInChunksIsTold) {
  StreamPlant plant;
  RawClient client(plant.server.port());
  client.send(head("/echo") + "3\r\none\r\nnonsense\r\n");
  EXPECT_NE(client.receive_all().find("BAD_HTTP"), std::string::npos);
}

TEST(HttpStream, StoppingEndsStreamsInOrder) {
  StreamPlant plant;
  RawClient client(plant.server.port());
  client.send(head("/echo") + "3\r\none\r\n");
  client.receive_until("one\r\n");
  plant.server.stop();
  EXPECT_EQ(client.receive_all(), "8\r\nSTOPPING\r\n0\r\n\r\n");
}

TEST(HttpStream, TooManyAreRefused) {
  StreamPlant plant({.streams_max = 1});
  RawClient first(plant.server.port());
  first.send(head("/echo") + "3\r\none\r\n");
  first.receive_until("one\r\n");
  RawClient second(plant.server.port());
  second.send(head("/echo") + "0\r\n\r\n");
  const std::string refused = second.receive_until("}}");
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 429 ")) << refused;
  EXPECT_NE(refused.find("Retry-After: 1"), std::string::npos);
  first.send("0\r\n\r\n");
  first.receive_until("X-Bytes: 3\r\n\r\n");
  EXPECT_EQ(plant.handler.end(0), "OK");
}

TEST(HttpStream, AnOldCallerGetsNoChunks) {
  StreamPlant plant;
  RawClient client(plant.server.port());
  client.send("POST /echo?stream HTTP/1.0\r\nContent-Length: 3\r\n\r\none");
  EXPECT_NE(client.receive_all().find("NO_STREAM"), std::string::npos);
}

TEST(HttpStream, SaysContinueWhenAsked) {
  StreamPlant plant;
  RawClient client(plant.server.port());
  client.send(head("/echo", "Transfer-Encoding: chunked\r\nExpect: 100-continue"));
  EXPECT_EQ(client.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("4\r\nbody\r\n0\r\n\r\n");
  EXPECT_TRUE(client.receive_until("X-Bytes: 4\r\n\r\n").starts_with("HTTP/1.1 200 OK"));
}

// The work's thread may come first.
TEST(HttpStream, WhoReadsBeforeItBeginsIsToldOfABodyThatIsNone) {
  boost::asio::io_context io;
  TlsSocket socket(TlsSocket::Plain(io), nullptr);
  boost::beast::flat_buffer buffer;
  RequestMemory memory;
  HttpStream::Parser parser(std::piecewise_construct, std::make_tuple(),
                            std::make_tuple(RequestAllocator<char>(memory)));
  boost::system::error_code error;
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n\r\n";
  parser.put(boost::asio::buffer(head), error);
  ASSERT_TRUE(parser.is_done()) << error.message();
  const auto stream =
      std::make_shared<HttpStream>(HttpStream::Loan{.socket = socket,
                                                    .buffer = buffer,
                                                    .parser = parser,
                                                    .idle_time_max = seconds(60),
                                                    .head = [] { return std::string(); },
                                                    .done = [](HttpStream::End) {}});
  auto read = std::async(std::launch::async, [&] {
    std::string into;
    return stream->read(1, into);
  });
  EXPECT_EQ(read.wait_for(milliseconds(50)), std::future_status::timeout);  // it waits
  stream->start();
  const auto woken = read.wait_for(seconds(10));
  stream->stop();  // whatever came of it
  EXPECT_EQ(woken, std::future_status::ready);
  const auto count = read.get();
  ASSERT_TRUE(count.ok()) << count.status().text();
  EXPECT_EQ(*count, 0u);
}

TEST(StreamThreads, AreUsedUpToTheirNumber) {
  StreamThreads threads(2);
  std::atomic<bool> go{false};
  std::atomic<int> done{0};
  const auto wait = [&] {
    while (!go) std::this_thread::yield();
    ++done;
  };
  EXPECT_TRUE(threads.start(wait).ok());
  EXPECT_TRUE(threads.start(wait).ok());
  EXPECT_STREQ(threads.start(wait).reason(), "TOO_MANY_STREAMS");
  go = true;
  const auto until = std::chrono::steady_clock::now() + seconds(10);
  while (!threads.start(wait).ok() && std::chrono::steady_clock::now() < until)
    std::this_thread::yield();
  while (done < 3 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_EQ(done, 3);
}

}  // namespace
}  // namespace slipway::serve
