#include "serve/http_server.h"

#include <deque>
#include <thread>

#include <gtest/gtest.h>

#include "serve/content_encoding.h"
#include "serve/fakes_test.h"

namespace slipway::serve {
namespace {

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
  client.send("POST /inline HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhello world");
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
  client.send(
      "POST /inline HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
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

TEST(HttpServer, UnpacksBodies) {
  Plant plant;
  std::string packed;
  ASSERT_TRUE(encode_content("gzip", std::string(3000, 'x') + "end", packed));
  const auto post_packed = [](const std::string& encoding, const std::string& body) {
    return "POST /inline HTTP/1.1\r\nHost: x\r\nContent-Encoding: " + encoding +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  RawClient client(plant.server.port());
  client.send(post_packed("gzip", packed));
  EXPECT_TRUE(client.receive_until("end").ends_with("xend"));
  client.send(post_packed("br", packed));
  EXPECT_NE(client.receive_until("}}").find("HTTP/1.1 415 "), std::string::npos);
  client.send(post_packed("gzip", packed.substr(0, 20)));
  EXPECT_NE(client.receive_until("}}").find("BAD_ENCODING"), std::string::npos);
  client.send(post("/inline", "still here"));  // the connection is as it was
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

// Holds its thread: for a POST 20 ms, for one that says so until it is let go.
class Busy final : public Handler {
 public:
  void handle(Exchange& exchange) override {
    const Request& request = exchange.request();
    if (request.body == "hold") holds = true;
    while (request.body == "hold" && !let_go)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (request.method == "POST") std::this_thread::sleep_for(std::chrono::milliseconds(20));
    exchange.finish();
  }
  std::atomic<bool> holds{false}, let_go{false};
};

TEST(HttpServer, WhatHasWaitedForItsThreadTooLongIsRefusedAtOnce) {
  const std::string get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  Busy busy;
  HttpServer server(busy);
  const auto ok = [](RawClient& client) {
    return client.receive_until("\r\n\r\n").starts_with("HTTP/1.1 200 ");
  };
  ASSERT_TRUE(
      server.start({.port = 0, .threads = 1, .wait_max = std::chrono::milliseconds(5)}).ok());
  std::deque<RawClient> clients;
  for (int i = 0; i < 10; ++i) {
    clients.emplace_back(server.port()).send(get);
    ASSERT_TRUE(ok(clients.back()));
  }
  clients[0].send(post("/", "hold"));
  while (!busy.holds) std::this_thread::yield();
  for (std::size_t i = 1; i < 9; ++i) clients[i].send(post("/", "x"));
  clients[9].send(get);
  busy.let_go = true;  // now all the others are ready
  int well = 0, refused = 0;
  for (RawClient& client : clients) {
    const std::string answer = client.receive_until("\r\n\r\n");
    well += answer.starts_with("HTTP/1.1 200 ") ? 1 : 0;
    refused += answer.starts_with("HTTP/1.1 429 ") ? 1 : 0;
  }
  EXPECT_EQ(well + refused, 10);
  EXPECT_GE(refused, 1);
  EXPECT_GE(well, 3) << "the first, the next one, and the GET, which asks how the server is";
  clients[9].send(post("/", "x"));
  EXPECT_TRUE(ok(clients[9])) << "all is well again";
}

TEST(HttpServer, CountsItsConnectionsAndWhatItRefuses) {
  ServerStatistics statistics;
  const auto refused = [&statistics](std::string_view reason) {
    for (std::size_t i = 0; i < ServerStatistics::kReasons.size(); ++i)
      if (reason == ServerStatistics::kReasons[i]) return statistics.refusals[i].load();
    return std::uint64_t{99};
  };
  {
    Plant plant({.body_bytes_max = 10, .connections_max = 2, .statistics = &statistics});
    RawClient first(plant.server.port()), second(plant.server.port());
    first.send(post("/inline", "one"));
    EXPECT_TRUE(first.receive_until("one").starts_with("HTTP/1.1 200 "));
    second.send(post("/inline", "two"));
    EXPECT_TRUE(second.receive_until("two").starts_with("HTTP/1.1 200 "));
    EXPECT_EQ(statistics.http_connections, 2);
    RawClient third(plant.server.port());
    EXPECT_TRUE(third.receive_all().starts_with("HTTP/1.1 503 "));
    first.send(post("/inline", "more than ten bytes"));
    EXPECT_TRUE(first.receive_all().starts_with("HTTP/1.1 413 "));
    second.send("nonsense\r\n\r\n");
    EXPECT_TRUE(second.receive_all().starts_with("HTTP/1.1 400 "));
  }
  EXPECT_EQ(statistics.http_connections, 0);
  EXPECT_EQ(refused("BODY_TOO_LARGE"), 1u);
  EXPECT_EQ(refused("BAD_HTTP"), 1u);
  EXPECT_EQ(refused("TOO_MANY_CONNECTIONS"), 1u);
  EXPECT_EQ(refused("OVERLOADED"), 0u);
}

}  // namespace
}  // namespace slipway::serve
