// What the tests of serve/ share: a request in memory, a client that says exactly the bytes it is
// told to, and a handler for it to talk to.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "serve/http.h"
#include "serve/http_server.h"

namespace slipway::serve {

// One exchange without a server.
class FakeExchange final : public Exchange {
 public:
  FakeExchange(std::string method, std::string path, std::string body = "")
      : method_(std::move(method)), path_(std::move(path)), body_(std::move(body)) {
    request_.method = method_, request_.path = path_, request_.body = body_;
  }
  // One that is returned; its caller and its span stay behind.
  FakeExchange(FakeExchange&& other) : FakeExchange(other.method_, other.path_, other.body_) {
    headers = std::move(other.headers), from = std::move(other.from), finished = other.finished;
    set_query(other.query_), set_content_type(other.content_type_);
    response_ = std::move(other.response_);
  }
  const Request& request() const override { return request_; }
  std::string_view header(std::string_view name) const override {
    const auto found = headers.find(std::string(name));
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
  }
  std::string_view client() const override { return from; }
  std::map<std::string, std::string> headers;
  std::string from;
  Response& response() override { return response_; }
  void finish() override { ++finished; }

  void trace() { set_span(std::make_unique<RequestSpan>()); }
  void set_terse() { request_.terse = true; }
  void set_deadline(base::TimePoint deadline) { request_.deadline = deadline; }
  void set_query(const std::string& query) { request_.query = query_ = query; }
  void set_content_type(const std::string& type) { request_.content_type = content_type_ = type; }
  const std::string& body() const { return response_.body; }
  int status() const { return response_.status; }
  const std::string& content_type() const { return response_.content_type; }
  const std::string& more() const { return response_.more; }
  int finished = 0;

 private:
  const std::string method_, path_, body_;
  std::string content_type_, query_;
  Request request_;
  Response response_;
};

// A client that says exactly the bytes it is told to.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};  // then the test fails, and does not hang
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(socket_); }
  bool connected() const { return connected_; }
  void send(const std::string& bytes) {
    ASSERT_EQ(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  std::string receive_until(const std::string& mark) {  // or the end
    std::string all;
    char block[4096];
    while (all.find(mark) == std::string::npos) {
      const auto n = ::recv(socket_, block, sizeof block, 0);
      if (n <= 0) break;
      all.append(block, static_cast<std::size_t>(n));
    }
    return all;
  }
  bool try_send(const std::string& bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
  }
  void say_no_more() { ::shutdown(socket_, SHUT_WR); }
  std::string receive_all() { return receive_until("\x01never\x01"); }

 private:
  int socket_;
  bool connected_ = false;
};

inline std::string post(const std::string& path, const std::string& body,
                        const std::string& headers = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + headers + "\r\n" + body;
}

// Answers with what it was asked; "/later" from another thread, "/slow" after 200 ms;
// "/busy" asks to come again, "/deadline" says how many ms it was given.
class Echo final : public Handler {
 public:
  ~Echo() override {
    for (auto& thread : threads_) thread.join();
  }
  void handle(Exchange& exchange) override {
    const auto& request = exchange.request();
    exchange.response().body = std::string(request.method) + " " + std::string(request.path) + "?" +
                               std::string(request.query) + " " + std::string(request.body);
    ++handled;
    if (request.path == "/busy") {
      exchange.response().status = 405;
      exchange.response().retry_after_s = 7, exchange.response().allow = "PUT";
      return exchange.finish();
    }
    if (request.path == "/deadline") {
      const auto left = request.deadline - std::chrono::steady_clock::now();
      exchange.response().body = std::to_string(left / std::chrono::milliseconds(1)) + " ms";
      return exchange.finish();
    }
    if (request.path == "/inline") return exchange.finish();
    const auto delay = std::chrono::milliseconds(request.path == "/slow" ? 200 : 1);
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([&exchange, delay] {
      std::this_thread::sleep_for(delay);
      exchange.finish();
    });
  }
  std::atomic<int> handled{0};

 private:
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

struct Plant {
  explicit Plant(HttpOptions options = {}) : server(echo) {
    options.port = 0;
    const auto status = server.start(options);
    EXPECT_TRUE(status.ok()) << status.text();
  }
  Echo echo;
  HttpServer server;
};

}  // namespace slipway::serve
