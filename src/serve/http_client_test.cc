// Over real sockets: commands and the process that owns a home; a client and a server.
#include "serve/http_client.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
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

bool never() { return false; }

TEST_F(ClientTest, AConnectionIsKept) {
  Parrot parrot;
  auto server = std::make_unique<HttpServer>(parrot);
  ASSERT_TRUE(server->start({.port = 0, .threads = 1}).ok());
  const std::uint16_t port = server->port();
  HttpClient client("localhost", std::to_string(port));
  for (int i = 0; i < 10; ++i) {
    const auto answer = client.post("/x", "{}", never);
    ASSERT_TRUE(answer.ok()) << answer.status().text();
    EXPECT_EQ(answer->body, "POST {}");
  }
  EXPECT_EQ(client.post("/teapot", "", never)->status, 418);
  server->stop();
  const auto none = client.post("/x", "{}", never);
  EXPECT_STREQ(none.status().reason(), "NO_SERVER");
  EXPECT_EQ(none.status().place(), "localhost:" + std::to_string(port));
  server = std::make_unique<HttpServer>(parrot);
  ASSERT_TRUE(server->start({.port = port, .threads = 1}).ok());
  EXPECT_TRUE(client.post("/x", "{}", never).ok()) << "there again";
  server->stop();
  server = std::make_unique<HttpServer>(parrot);
  ASSERT_TRUE(server->start({.port = port, .threads = 1}).ok());
  EXPECT_TRUE(client.post("/x", "{}", never).ok()) << "a connection that was closed meanwhile";
}

// A listener that takes connections, and says nothing.
TEST_F(ClientTest, WhoGivesUpDoesNotWait) {
  const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(silent, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(silent, 1), 0);
  ASSERT_EQ(::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size), 0);
  HttpClient client("127.0.0.1", std::to_string(ntohs(address.sin_port)));
  const auto began = std::chrono::steady_clock::now();
  const auto until = began + std::chrono::milliseconds(100);
  const auto answer =
      client.post("/x", "{}", [until] { return std::chrono::steady_clock::now() >= until; });
  EXPECT_STREQ(answer.status().reason(), "NO_SERVER");
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  ::close(silent);
}

TEST_F(ClientTest, AHostThatIsNotThereIsSaid) {
  HttpClient nowhere("127.0.0.1", "1"), unknown("no such host", "80");
  EXPECT_STREQ(nowhere.post("/", "", never).status().reason(), "NO_SERVER");
  EXPECT_STREQ(unknown.post("/", "", never).status().reason(), "NO_SERVER");
}

}  // namespace
}  // namespace slipway::serve
