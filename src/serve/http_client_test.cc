// Commands and the process that owns a home, over a real Unix socket.
#include "serve/http_client.h"

#include <filesystem>
#include <thread>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "serve/http_server.h"

namespace slipway::serve {
namespace {

class ClientTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(socket_); }
  // A listener that reads a little, says `answer` and hangs up.
  void serve_raw(const std::string& answer) {
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listener, 1), 0);
    thread_ = std::jthread([listener, answer] {
      const int caller = ::accept(listener, nullptr, nullptr);
      char block[4096];
      (void)!::read(caller, block, sizeof block);
      (void)!::write(caller, answer.data(), answer.size());
      ::close(caller), ::close(listener);
    });
  }

  const std::string socket_ =
      ::testing::TempDir() + "client_test_" + std::to_string(::getpid()) + ".sock";
  std::jthread thread_;
};

// Says back what it was posted; "/teapot" with a status of its own.
class Parrot final : public Handler {
 public:
  void handle(Exchange& exchange) override {
    const Request& request = exchange.request();
    Response& response = exchange.response();
    response.status = request.path == "/teapot" ? 418 : 200;
    response.body = std::string(request.method) + " " + std::string(request.body);
    exchange.finish();
  }
};

TEST_F(ClientTest, PostsAndReadsTheAnswer) {
  Parrot parrot;
  HttpServer server(parrot);
  ASSERT_TRUE(server.start({.unix_socket = socket_}).ok());
  const auto answer = post_unix(socket_, "/x", "{\"a\":1}");
  ASSERT_TRUE(answer.ok()) << answer.status().text();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "POST {\"a\":1}");
  EXPECT_EQ(post_unix(socket_, "/teapot", "")->status, 418);
  const std::string large(3 << 20, 'x');
  EXPECT_TRUE(post_unix(socket_, "/x", large)->body == "POST " + large);
}

TEST_F(ClientTest, NobodyListens) {
  const auto answer = post_unix(socket_, "/x", "");
  EXPECT_EQ(answer.status().code(), base::Code::kUnavailable);
  EXPECT_STREQ(answer.status().reason(), "NO_OWNER");
  EXPECT_EQ(answer.status().place(), socket_);
  EXPECT_STREQ(post_unix(std::string(500, 'x'), "/x", "").status().reason(), "NO_OWNER");
}

TEST_F(ClientTest, AnAnswerThatBreaksOffIsNone) {
  for (const char* answer : {"", "HTTP/1.1 200 OK\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "what?\r\n\r\n"}) {
    serve_raw(answer);
    EXPECT_STREQ(post_unix(socket_, "/x", "{}").status().reason(), "NO_OWNER") << answer;
    thread_.join();
    std::filesystem::remove(socket_);
  }
}

}  // namespace
}  // namespace slipway::serve
