#include <thread>

#include <sys/resource.h>

#include "serve/fakes_test.h"
#include "serve/load/load_test.h"

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::unique_ptr<Target> target_at(std::uint16_t port, const std::string& path = "") {
  return make_http_target({"http", "127.0.0.1", std::to_string(port), path}, {}, seconds(30));
}

// Whatever is said to it, it says these bytes, and closes the connection.
class RawServer {
 public:
  explicit RawServer(std::string says)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)), says_(std::move(says)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 100), 0);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~RawServer() {
    stopping_ = true;
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  std::uint16_t port = 0;

 private:
  void serve() {
    while (!stopping_) {
      const int peer = ::accept(socket_, nullptr, nullptr);
      if (peer < 0) continue;
      char block[4096];
      if (::recv(peer, block, sizeof block, 0) > 0)
        ::send(peer, says_.data(), says_.size(), MSG_NOSIGNAL);
      ::close(peer);
    }
  }

  const int socket_;
  const std::string says_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

// Answers at once, but holds its thread, and with it all connections, for a while at its tenth request.
class Staller final : public Handler {
 public:
  void handle(Exchange& exchange) override {
    if (++handled_ == 10) std::this_thread::sleep_for(milliseconds(300));
    exchange.finish();
  }

 private:
  std::atomic<int> handled_{0};
};

TEST(HttpTarget, AClosedLoopIsAnsweredRequestByRequest) {
  Plant plant;
  const auto target = target_at(plant.server.port());
  std::atomic<int> first = 0, second = 0;
  const LoadReport report =
      load_on(*target, short_plan(), {post_to("/inline", "one"), post_to("/inline?x", "two")},
              [&](std::string_view body) {
                ++(body == "POST /inline? one" ? first : second);
                return body == "POST /inline? one" || body == "POST /inline?x two";
              });
  EXPECT_TRUE(report.all_well());
  EXPECT_GT(report.requests, 8u);
  EXPECT_EQ(report.codes.at(200), report.requests);
  EXPECT_EQ(report.latency.count(), report.requests);
  EXPECT_GT(report.latency.percentile(50), base::Duration());
  EXPECT_NEAR(first, second, 1);
  EXPECT_EQ(static_cast<std::uint64_t>(plant.echo.handled), report.requests);
  EXPECT_GT(report.bytes_received, report.answered * 20);
}

TEST(HttpTarget, AnOpenLoopSendsAllThatIsDue) {
  Plant plant;
  LoadPlan plan = short_plan(milliseconds(500));
  plan.rate = 200, plan.connections = 50;
  const LoadReport report = load_on(*target_at(plant.server.port()), plan, {post_to("/inline")});
  EXPECT_EQ(report.requests, 100u);
  EXPECT_EQ(report.codes.at(200) + report.unsent, 100u);
  EXPECT_EQ(report.latency.count(), 100u);
}

TEST(HttpTarget, AServerThatStallsIsSeenByAllWhoComeMeanwhile) {
  Staller staller;
  HttpServer server(staller);
  ASSERT_TRUE(server.start({.port = 0, .threads = 1}).ok());
  LoadPlan plan = short_plan(seconds(1));
  plan.rate = 200;
  const LoadReport report = load_on(*target_at(server.port()), plan, {post_to("/")});
  EXPECT_EQ(report.requests, 200u);
  // 60 are due while it stalls, 40 of them wait a third of that and more. Four connections saw it.
  EXPECT_GE(report.latency.percentile(82), milliseconds(95));
  EXPECT_GE(report.latency.max(), milliseconds(290));
}

TEST(HttpTarget, RefusalsAreCountedByCode) {
  Plant plant;
  const LoadReport report = load_on(*target_at(plant.server.port()), short_plan(),
                                    {post_to("/inline"), post_to("/busy")});
  EXPECT_NEAR(static_cast<double>(report.codes.at(405)), static_cast<double>(report.codes.at(200)),
              1);
  EXPECT_EQ(report.refused, report.codes.at(405));
  EXPECT_EQ(report.refusal.count(), report.refused);
  EXPECT_EQ(report.latency.count() + report.refused, report.requests);
  EXPECT_FALSE(report.all_well());
}

TEST(HttpTarget, AnAnswerThatIsNotWhatWasAskedForIsWrong) {
  Plant plant;
  const LoadReport report = load_on(*target_at(plant.server.port()), short_plan(),
                                    {post_to("/inline")}, [](std::string_view) { return false; });
  EXPECT_EQ(report.wrong, report.requests);
  EXPECT_EQ(report.answered, 0u);
}

TEST(HttpTarget, ConnectionsThatTheServerClosesAreMadeAnew) {
  Plant plant;
  LoadRequest request = post_to("/inline");
  request.headers = {{"Connection", "close"}};
  const LoadReport report = load_on(*target_at(plant.server.port()), short_plan(), {request});
  EXPECT_TRUE(report.all_well());
  EXPECT_GT(report.requests, 8u);
}

TEST(HttpTarget, LargeBodiesGoInPieces) {
  Plant plant;
  const std::string large(8u << 20, 'x');
  const LoadReport report =
      load_on(*target_at(plant.server.port()), short_plan(), {post_to("/inline", large)},
              [&](std::string_view body) { return body.size() == large.size() + 14; });
  EXPECT_TRUE(report.all_well());
  EXPECT_GE(report.codes.at(200), 4u);
}

TEST(HttpTarget, WhatIsLateIsNotWaitedFor) {
  Plant plant;
  LoadPlan plan = short_plan(milliseconds(100));
  plan.timeout = milliseconds(40), plan.connections = 1;
  const LoadReport report = load_on(*target_at(plant.server.port()), plan, {post_to("/slow")});
  EXPECT_GT(report.late, 0u);
  EXPECT_EQ(report.late, report.requests);
  EXPECT_GE(report.latency.percentile(1), milliseconds(40));
}

TEST(HttpTarget, WhereNobodyListensAllIsLostAndNotInAHurry) {
  std::uint16_t port = 0;
  {
    Plant plant;
    port = plant.server.port();
  }
  const auto target = target_at(port);
  const auto answer = target->ask(post_to("/"));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(std::string_view(answer.status().reason()), "NO_SERVER");
  EXPECT_EQ(answer.status().place(), "http://127.0.0.1:" + std::to_string(port));
  const LoadReport report = load_on(*target, short_plan(), {post_to("/")});
  EXPECT_GT(report.broken, 0u);
  EXPECT_EQ(report.broken, report.requests);
  EXPECT_LE(report.broken, 4u * 20) << "a pause between";
  const auto unknown = make_http_target({"http", "no.such.host.invalid", "80", ""}, {}, seconds(1));
  EXPECT_EQ(std::string_view(unknown->ask(post_to("/")).status().reason()), "NO_SERVER");
}

TEST(HttpTarget, NoiseIsNoAnswer) {
  for (const char* noise :
       {"", "noise\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"}) {
    RawServer server(noise);
    const LoadReport report = load_on(*target_at(server.port), short_plan(), {post_to("/")});
    EXPECT_GT(report.broken, 0u) << noise;
    EXPECT_EQ(report.broken, report.requests) << noise;
  }
}

TEST(HttpTarget, AnswersInChunksAndWithoutALengthAreRead) {
  const auto is_answer = [](std::string_view body) { return body == "an answer"; };
  for (const char* says :
       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nan "
        "\r\n6\r\nanswer\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\nan answer"}) {
    RawServer server(says);
    const auto target = target_at(server.port);
    EXPECT_EQ(target->ask(post_to("/"))->body, "an answer");
    const LoadReport report = load_on(*target, short_plan(), {post_to("/")}, is_answer);
    EXPECT_GT(report.answered, 0u);
    EXPECT_EQ(report.wrong, 0u);
  }
}

TEST(HttpTarget, AskSaysWhatTheUrlAndTheRequestSay) {
  Plant plant;
  const auto target = target_at(plant.server.port(), "/inline");
  const auto answer = target->ask({.method = "PUT", .path = "?a=b", .body = "body"});
  ASSERT_TRUE(answer.ok()) << answer.status().text();
  EXPECT_EQ(answer->code, 200);
  EXPECT_EQ(answer->body, "PUT /inline?a=b body");
  EXPECT_EQ(target->ask({.path = "/../busy"})->body, "POST /inline/../busy? ");
  EXPECT_EQ(target_at(plant.server.port())->ask({.body = "b"})->body, "POST /? b");
  EXPECT_EQ(target->code_text(405), "405");
}

TEST(HttpTarget, StoppedItEndsWithWhatThereIs) {
  Plant plant;
  const auto target = target_at(plant.server.port());
  const std::vector<LoadRequest> requests = {post_to("/inline")};
  ASSERT_TRUE(target->prepare(requests).ok());
  std::atomic<bool> stop{false};
  Load load(short_plan(std::chrono::hours(1)), 1, base::system_clock().now());
  std::thread driver([&] { EXPECT_TRUE(target->drive({}, load, stop).ok()); });
  while (load.done() < 10) std::this_thread::yield();
  stop = true;
  driver.join();
  EXPECT_GE(load.report().requests, 10u);
  EXPECT_LT(load.report().window, std::chrono::minutes(30));
}

TEST(HttpTarget, MoreConnectionsThanFilesMayBeOpenAreRefused) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max > 20'000) GTEST_SKIP() << "this process may open enough";
  LoadPlan plan = short_plan();
  plan.connections = 20'000;
  Load load(plan, 1, base::system_clock().now());
  const auto status = target_at(1)->drive({}, load, std::atomic<bool>{false});
  EXPECT_EQ(std::string_view(status.reason()), "OPEN_FILES");
}

}  // namespace
}  // namespace slipway::serve
