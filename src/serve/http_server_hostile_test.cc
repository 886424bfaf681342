// Callers that are slow, wrong, greedy or gone, over a real socket.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "serve/fakes_test.h"
#include "serve/hostile_cases_test.h"
#include "serve/http_server.h"

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;

// Admits nobody.
class Bouncer final : public Handler {
 public:
  bool admit(Exchange& exchange) override {
    exchange.response().status = 401;
    return false;
  }
  void handle(Exchange& exchange) override {
    exchange.response().body = "handled " + std::to_string(++handled);
    exchange.finish();
  }
  int handled = 0;
};

std::string ask_once(const HttpServer& server, const std::string& bytes) {
  RawClient client(server.port());
  client.send(bytes);
  client.say_no_more();
  return client.receive_all();
}

TEST(HostileHttp, HalfABodyThenSilenceIsClosed) {
  Plant plant({.idle_time_max = milliseconds(60)});
  RawClient client(plant.server.port());
  client.send("POST /inline HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_EQ(client.receive_all(), "");
  EXPECT_EQ(plant.echo.handled, 0);
}

// One byte now and then does not keep a connection: the time is that of the whole request.
TEST(HostileHttp, AHeaderInDripsIsClosed) {
  Plant plant({.idle_time_max = milliseconds(80)});
  RawClient client(plant.server.port());
  const auto begin = std::chrono::steady_clock::now();
  std::jthread drips([&](const std::stop_token& stop) {
    const std::string header = "GET /inline HTTP/1.1\r\nX: " + std::string(1000, 'x');
    for (std::size_t i = 0; i < header.size() && !stop.stop_requested(); ++i) {
      if (!client.try_send(header.substr(i, 1))) return;
      std::this_thread::sleep_for(milliseconds(10));
    }
  });
  EXPECT_EQ(client.receive_all(), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(5000));
}

TEST(HostileHttp, EveryByteMayComeAlone) {
  Plant plant;
  RawClient client(plant.server.port());
  for (const char c : post("/inline?a=b", "body")) client.send(std::string(1, c));
  EXPECT_TRUE(client.receive_until("body").ends_with("\r\n\r\nPOST /inline?a=b body"));
}

TEST(HostileHttp, AHundredPipelinedRequestsAreAnsweredInOrder) {
  Plant plant;
  std::string all;
  for (int i = 0; i < 100; ++i)
    all += post(i % 10 == 0 ? "/later" : "/inline", "<" + std::to_string(i) + ">");
  const std::string answers = ask_once(plant.server, all);
  std::size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = answers.find("<" + std::to_string(i) + ">", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_EQ(plant.echo.handled, 100);
}

TEST(HostileHttp, ChunkedBodiesAreJoined) {
  Plant plant;
  const std::string answer =
      ask_once(plant.server, chunked("3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("POST /inline? abcdefg")) << answer;
}

TEST(HostileHttp, ChunksAboveTheLimitAreRefused) {
  Plant plant({.body_bytes_max = 10});
  const std::string answer =
      ask_once(plant.server, chunked("6\r\nabcdef\r\n6\r\nghijkl\r\n0\r\n\r\n"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
  EXPECT_EQ(plant.echo.handled, 0);
}

// Who sends a large body reads the answer only behind it: it must still be there then.
TEST(HostileHttp, ARefusalReachesACallerThatIsStillSending) {
  Plant plant({.body_bytes_max = 10});
  for (int i = 0; i < 20; ++i) {
    RawClient client(plant.server.port());
    client.send("POST /inline HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
    const std::string block(100'000, 'x');
    for (int sent = 0; sent < 40 && client.try_send(block); ++sent) continue;
    ASSERT_TRUE(client.receive_all().starts_with("HTTP/1.1 413 ")) << i;
  }
}

// Two ideas of where a request ends are how one is smuggled past a proxy.
TEST(HostileHttp, WhatCouldBeReadInTwoWaysIsRefused) {
  Plant plant;
  for (const HostileCase& one : hostile_cases()) {
    const std::string smuggled = "GET /inline?smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    const std::string answer = ask_once(plant.server, one.bytes + smuggled);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::to_string(one.status) + " "))
        << one.bytes.substr(0, 200) << "\n"
        << answer;
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos) << answer;
  }
  EXPECT_EQ(plant.echo.handled, 0);
}

// RFC 9112, 5.2: a folded line is refused, or its fold is read as a space; it is one header to everybody.
TEST(HostileHttp, AFoldedHeaderIsOneHeader) {
  Plant plant;
  const std::string answer = ask_once(plant.server,
                                      "POST /inline HTTP/1.1\r\nHost: x\r\nX: a\r\n "
                                      "Content-Length: 50\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_TRUE(answer.ends_with("POST /inline? abc")) << answer;
  EXPECT_EQ(plant.echo.handled, 1);
}

TEST(HostileHttp, AnswersAreOfTheTypeThatTheySayAndNotKept) {
  Plant plant;
  for (const std::string& request : {post("/inline", "x"), std::string("nonsense\r\n\r\n")}) {
    const std::string answer = ask_once(plant.server, request);
    EXPECT_NE(answer.find("X-Content-Type-Options: nosniff\r\n"), std::string::npos) << answer;
    EXPECT_NE(answer.find("Cache-Control: no-store\r\n"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("Server:"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("Strict-Transport-Security"), std::string::npos) << answer;
  }
}

// A stranger's large body is not waited for, a small one is, and the connection lives on.
TEST(HostileHttp, WhoIsNotAdmittedSendsNoLargeBody) {
  Bouncer bouncer;
  HttpServer server(bouncer);
  ASSERT_TRUE(server.start({.port = 0}).ok());
  for (const std::string& header :
       {std::string("Content-Length: 65537\r\n"), std::string("Transfer-Encoding: chunked\r\n"),
        std::string("Expect: 100-continue\r\nContent-Length: 70000\r\n")}) {
    RawClient client(server.port());
    client.send("POST /x HTTP/1.1\r\nHost: x\r\n" + header + "\r\n");
    const std::string answer = client.receive_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 401 ")) << answer;
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos) << answer;
  }
  EXPECT_EQ(bouncer.handled, 0);
  RawClient client(server.port());
  client.send(post("/a", std::string(65'536, 'x')) + post("/b", "x"));
  EXPECT_TRUE(client.receive_until("handled 2").ends_with("handled 2"));
}

TEST(HostileHttp, ContinueIsNotSaidToABodyThatIsTooLarge) {
  Plant plant({.body_bytes_max = 10});
  RawClient client(plant.server.port());
  client.send(
      "POST /inline HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  EXPECT_TRUE(client.receive_all().starts_with("HTTP/1.1 413 "));
}

TEST(HostileHttp, HeadHasALengthAndNoBody) {
  Plant plant;
  RawClient client(plant.server.port());
  client.send("HEAD /inline HTTP/1.1\r\nHost: x\r\n\r\n" + post("/inline", "next"));
  const std::string answers = client.receive_until("next");
  EXPECT_NE(answers.find("Content-Length: 14\r\n"), std::string::npos) << answers;
  EXPECT_NE(answers.find("\r\n\r\nHTTP/1.1 200 OK"), std::string::npos) << answers;
}

TEST(HostileHttp, ARefusalTakesNothingFromTheAnswerBefore) {
  Plant plant;
  const std::string answers =
      ask_once(plant.server, "HEAD /busy HTTP/1.1\r\nHost: x\r\n\r\n\x16nonsense\r\n\r\n");
  const std::size_t second = answers.rfind("HTTP/1.1 400 ");
  EXPECT_NE(answers.find("Allow: PUT\r\n"), std::string::npos) << answers;
  EXPECT_NE(answers.find("Retry-After: 7\r\n"), std::string::npos) << answers;
  ASSERT_NE(second, std::string::npos) << answers;
  const std::string refusal = answers.substr(second);
  EXPECT_EQ(refusal.find("Allow"), std::string::npos) << refusal;
  EXPECT_EQ(refusal.find("Retry-After"), std::string::npos) << refusal;
  EXPECT_NE(refusal.find("BAD_HTTP"), std::string::npos) << "the body is missing: " << refusal;
}

TEST(HostileHttp, ConnectionsAreClosedWhereTheCallerWantsIt) {
  Plant plant;
  for (const std::string& request : {std::string("GET /inline HTTP/1.0\r\n\r\n"),
                                     post("/inline", "x", "Connection: close\r\n")}) {
    RawClient client(plant.server.port());
    client.send(request);
    EXPECT_NE(client.receive_all().find("Connection: close\r\n"), std::string::npos);
  }
}

TEST(HostileHttp, ACallerMayWishForLessTimeNotForMore) {
  Plant plant({.request_time_max = std::chrono::seconds(20)});
  const auto given = [&](const std::string& headers) {
    const std::string answer = ask_once(plant.server, post("/deadline", "", headers));
    return std::stoll(answer.substr(answer.rfind('\n') + 1));
  };
  for (const char* wish : {"", "X-Request-Timeout: 1h\r\n", "X-Request-Timeout: soon\r\n",
                           "X-Request-Timeout: -1s\r\n"}) {
    EXPECT_GT(given(wish), 10'000) << wish;
    EXPECT_LE(given(wish), 20'000) << wish;
  }
  EXPECT_LE(given("X-Request-Timeout: 500ms\r\n"), 500);
}

TEST(HostileHttp, APlaceIsFreeAgainWhenItsCallerHasGone) {
  Plant plant({.connections_max = 1});
  for (int i = 0; i < 3; ++i) {
    std::string answer;
    for (int tries = 0; tries < 500 && !answer.starts_with("HTTP/1.1 200"); ++tries) {
      answer = ask_once(plant.server, post("/inline", "x"));
      if (!answer.starts_with("HTTP/1.1 200")) {
        EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 503 ")) << answer;
        std::this_thread::sleep_for(milliseconds(2));
      }
    }
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << i << answer;
  }
}

TEST(HostileHttp, CallersThatLeaveAnywhereHarmNobody) {
  Plant plant;
  const std::string request = post("/later", "body");
  for (std::size_t cut = 0; cut <= request.size(); cut += 7) {
    RawClient client(plant.server.port());
    client.send(request.substr(0, cut));
  }
  EXPECT_TRUE(ask_once(plant.server, post("/inline", "still here")).ends_with("still here"));
  plant.server.stop();  // and none of them keeps it open
}

TEST(HostileHttp, StopIsNotKeptByARequestThatNeverEnds) {
  Plant plant({.stop_time_max = milliseconds(60)});
  RawClient half(plant.server.port());
  half.send("POST /inline HTTP/1.1\r\nContent-Le");
  RawClient first(plant.server.port());  // when it is answered, the half has been read too
  first.send(post("/inline", "x"));
  first.receive_until("x");
  const auto begin = std::chrono::steady_clock::now();
  plant.server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(5000));
  EXPECT_EQ(half.receive_all(), "");
  plant.server.stop();  // again is nothing
}

TEST(HostileHttp, AnAnswerDuringStopSaysThatTheConnectionCloses) {
  Plant plant;
  RawClient busy(plant.server.port());
  busy.send(post("/slow", "late") + post("/inline", "too late"));
  while (plant.echo.handled == 0) std::this_thread::yield();
  plant.server.stop();
  const std::string answers = busy.receive_all();
  EXPECT_NE(answers.find("Connection: close\r\n"), std::string::npos) << answers;
  EXPECT_TRUE(answers.ends_with("late"));
  EXPECT_EQ(plant.echo.handled, 1);
}

TEST(HostileHttp, PlacesThatCannotBeListenedOnSayWhy) {
  Echo echo;
  for (const HttpOptions& options : {HttpOptions{.address = "nowhere.example", .port = 0},
                                     HttpOptions{.unix_socket = "/" + std::string(107, 'x')},
                                     HttpOptions{.unix_socket = "/no/such/folder/socket"}}) {
    HttpServer server(echo);
    const auto status = server.start(options);
    EXPECT_STREQ(status.reason(), "CANNOT_LISTEN");
    EXPECT_NE(status.message().find(options.name()), std::string::npos) << status.text();
  }
}

}  // namespace
}  // namespace slipway::serve
