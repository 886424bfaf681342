#include "serve/http_server.h"

#include <atomic>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace slipway::serve {
namespace {

// A client that says exactly the bytes it is told to.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
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
  std::string receive_all() { return receive_until("\x01never\x01"); }

 private:
  int socket_;
  bool connected_ = false;
};

std::string post(const std::string& path, const std::string& body,
                 const std::string& headers = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + headers + "\r\n" + body;
}

// Answers with what it was asked; "/later" from another thread, "/slow" after 200 ms.
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

TEST(HttpServer, AnswersInsideHandleAndFromAnotherThread) {
  Plant plant;
  RawClient client(plant.server.port());
  client.send(post("/inline?a=b", "one"));
  EXPECT_TRUE(client.receive_until("one").ends_with("\r\n\r\nPOST /inline?a=b one"));
  client.send(post("/later", "two"));
  EXPECT_TRUE(client.receive_until("two").starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(HttpServer, KeepsTheOrderOfPipelinedRequests) {
  Plant plant;
  RawClient client(plant.server.port());
  client.send(post("/later", "first") + post("/inline", "second"));
  const std::string all = client.receive_until("second");
  EXPECT_LT(all.find("first"), all.find("second"));
}

TEST(HttpServer, RefusesABodyAboveTheLimit) {
  Plant plant({.body_bytes_max = 10});
  RawClient client(plant.server.port());
  client.send("POST /inline HTTP/1.1\r\nContent-Length: 11\r\n\r\nhello world");
  const std::string answer = client.receive_all();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
  EXPECT_NE(answer.find("BODY_TOO_LARGE"), std::string::npos);
  EXPECT_EQ(plant.echo.handled, 0);
}

TEST(HttpServer, RefusesALongHeader) {
  Plant plant;
  RawClient client(plant.server.port());
  client.send("GET /inline HTTP/1.1\r\nX: " + std::string(20000, 'x') + "\r\n\r\n");
  EXPECT_TRUE(client.receive_all().starts_with("HTTP/1.1 431 "));
}

TEST(HttpServer, AnswersWhatIsNotHttpAndCloses) {
  Plant plant;
  RawClient client(plant.server.port());
  client.send("\x16\x03\x01 hello\r\n\r\n");
  EXPECT_TRUE(client.receive_all().starts_with("HTTP/1.1 400 "));
}

TEST(HttpServer, ClosesAConnectionThatSendsTooSlowly) {
  Plant plant({.idle_time_max = std::chrono::milliseconds(100)});
  RawClient client(plant.server.port());
  client.send("POST /inline HTTP/1.1\r\nContent-Le");
  EXPECT_EQ(client.receive_all(), "");
}

TEST(HttpServer, RefusesConnectionsAboveTheLimit) {
  Plant plant({.connections_max = 1});
  RawClient first(plant.server.port());
  first.send(post("/inline", "x"));
  first.receive_until("x");
  RawClient second(plant.server.port());
  EXPECT_TRUE(second.receive_all().starts_with("HTTP/1.1 503 "));
}

TEST(HttpServer, SaysContinueWhenAsked) {
  Plant plant;
  RawClient client(plant.server.port());
  client.send("POST /inline HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  EXPECT_TRUE(client.receive_until("body").starts_with("HTTP/1.1 200 OK"));
}

TEST(HttpServer, StopAnswersWhatIsBeingAnswered) {
  Plant plant;
  RawClient idle(plant.server.port());
  RawClient busy(plant.server.port());
  busy.send(post("/slow", "late"));
  while (plant.echo.handled == 0) std::this_thread::yield();
  plant.server.stop();
  EXPECT_TRUE(busy.receive_all().ends_with("late"));
  EXPECT_EQ(idle.receive_all(), "");
  EXPECT_FALSE(RawClient(plant.server.port()).connected());
}

TEST(HttpServer, ACallerThatLeavesHarmsNobody) {
  Plant plant;
  {
    RawClient gone(plant.server.port());
    gone.send(post("/slow", "x"));
    while (plant.echo.handled == 0) std::this_thread::yield();
  }
  RawClient client(plant.server.port());
  client.send(post("/inline", "still here"));
  EXPECT_TRUE(client.receive_until("here").ends_with("still here"));
}

TEST(HttpServer, SaysWhyItCannotListen) {
  Plant plant;
  Echo echo;
  HttpServer second(echo);
  const auto status = second.start({.port = plant.server.port()});
  EXPECT_STREQ(status.reason(), "CANNOT_LISTEN");
  EXPECT_NE(status.message().find("127.0.0.1:"), std::string::npos);
}

}  // namespace
}  // namespace slipway::serve
