// The HTTP server under TLS: what is accepted, what is refused, what is renewed while it listens.
#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "serve/hostile_cases_test.h"
#include "serve/tls/tls_client_test.h"

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto kind = tls_kinds().find("openssl");
    ASSERT_TRUE(kind.ok()) << kind.status().text();
    kind_ = *kind;
    certificates_ = std::make_unique<Certificates>(*kind_);
    ASSERT_TRUE(use(server_).ok());
  }
  base::Status use(const MadeCertificate& certificate, const std::string& client_ca = {}) {
    return certificates_->replace({.certificate = certificate.certificate_pem(),
                                   .key = certificate.key_pem(),
                                   .client_ca = client_ca});
  }
  HttpOptions options(HttpOptions options = {}) const {
    options.certificates = certificates_.get();
    return options;
  }
  std::string reason(const TlsPem& pem) const {
    const auto made = kind_->make(pem);
    return made.ok() ? "" : made.status().message();
  }
  static std::string ask(TlsClient& client, const std::string& body) {
    client.send(post("/inline", body));
    return client.receive_until(body);
  }

  const MadeCertificate root_ = make_certificate("root");
  const MadeCertificate server_ = make_certificate("server", &root_);
  const MadeCertificate other_ = make_certificate("other root");
  const TlsKind* kind_ = nullptr;
  std::unique_ptr<Certificates> certificates_;
};

TEST_F(TlsTest, RequestsAreAnsweredAsWithoutIt) {
  Plant plant(options());
  TlsClient client(plant.server.port(), {.trusts = &root_});
  ASSERT_TRUE(client.connected());
  for (int i = 0; i < 3; ++i) {
    const std::string answer = ask(client, "body" + std::to_string(i));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_NE(answer.find("Strict-Transport-Security: max-age="), std::string::npos) << answer;
  }
  client.send(post("/later", "first") + post("/inline", "second"));  // pipelined
  const std::string both = client.receive_until("second");
  EXPECT_LT(both.find("first"), both.find("second"));
  client.send(post("/inline", "end", "Connection: close\r\n"));
  EXPECT_TRUE(client.receive_all().ends_with("end"));
  EXPECT_TRUE(client.told_goodbye());
}

TEST_F(TlsTest, LargeBodiesGoBothWaysInManyRecords) {
  Plant plant(options());
  TlsClient client(plant.server.port());
  const std::string body = std::string(3'000'000, 'x') + "<end>";
  std::thread sender([&] { client.send(post("/inline", body)); });
  sender.join();
  EXPECT_TRUE(client.receive_until("<end>").ends_with(body));
}

TEST_F(TlsTest, EveryByteMayComeInARecordOfItsOwn) {
  Plant plant(options());
  TlsClient client(plant.server.port());
  for (const char c : post("/inline", "body")) ASSERT_TRUE(client.send(std::string(1, c)));
  EXPECT_TRUE(client.receive_until("body").ends_with(" body"));
}

// Sends back what comes, as it comes.
class EchoStream final : public Handler {
 public:
  bool streams(const Request&) const override { return true; }
  void handle(Exchange& exchange) override {
    const auto started = exchange.stream([](Duplex& body) {
      std::string piece;
      for (auto more = body.read(64 << 10, piece); more.ok() && *more > 0;
           more = body.read(64 << 10, piece)) {
        if (!body.write(piece).ok()) return;
        piece.clear();
      }
      body.end("");
    });
    EXPECT_TRUE(started.ok()) << started.text();
  }
};

// The server reads and writes at the same time, and answers the caller's wish for new keys meanwhile.
TEST_F(TlsTest, StreamsGoBothWaysAtOnce) {
  EchoStream echo;
  HttpServer server(echo);
  ASSERT_TRUE(server.start(options({.port = 0})).ok());
  TlsClient client(server.port());
  ASSERT_TRUE(client.connected());
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
  const std::string chunk(0x10000, 'x');
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 3; ++i) {
      if (i == 1) SSL_key_update(client.ssl(), SSL_KEY_UPDATE_REQUESTED);
      ASSERT_TRUE(client.send("10000\r\n" + chunk + "\r\n"));
    }
    const std::string mark = "<" + std::to_string(round) + ">";
    ASSERT_TRUE(client.send(fmt::format("{:x}\r\n{}\r\n", mark.size(), mark)));
    if (round == 0) client.receive_until("\r\n\r\n");
    EXPECT_EQ(std::ranges::count(client.receive_until(mark), 'x'), 3 * 0x10000) << round;
  }
  ASSERT_TRUE(client.send("0\r\n\r\n"));
  EXPECT_TRUE(client.receive_until("0\r\n\r\n").ends_with("0\r\n\r\n"));
  server.stop();
}

TEST_F(TlsTest, VersionsBefore12AndOtherProtocolsAreRefused) {
  Plant plant(options());
  const auto port = plant.server.port();
  EXPECT_TRUE(TlsClient(port, {.version_max = TLS1_2_VERSION}).connected());
  EXPECT_FALSE(TlsClient(port, {.version_max = TLS1_1_VERSION}).connected());
  EXPECT_FALSE(TlsClient(port, {.version_max = TLS1_VERSION}).connected());
  EXPECT_FALSE(TlsClient(port, {.trusts = &other_}).connected());
  EXPECT_FALSE(TlsClient(port, {.protocols = "\x02h2"}).connected());
  TlsClient agreed(port, {.protocols = "\x02h2\x08http/1.1"});
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(agreed.ssl(), &chosen, &size);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(chosen), size), "http/1.1");
}

TEST_F(TlsTest, MutualTlsWantsACertificateOfTheRightRoot) {
  ASSERT_TRUE(use(server_, root_.certificate_pem()).ok());
  Plant plant(options());
  const auto port = plant.server.port();
  const MadeCertificate friendly = make_certificate("friend", &root_);
  const MadeCertificate stranger = make_certificate("stranger", &other_);
  const MadeCertificate expired = make_certificate("late", &root_, -60);
  TlsClient in(port, {.trusts = &root_, .shows = &friendly});
  EXPECT_TRUE(ask(in, "body").ends_with("body"));
  for (const MadeCertificate* shown :
       {&stranger, &expired, static_cast<const MadeCertificate*>(nullptr)})
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      TlsClient out(port, {.shows = shown, .version_max = version});
      out.send(post("/inline", "body"));  // TLS 1.3 tells a client only now
      EXPECT_EQ(out.receive_all(), "");
    }
  EXPECT_EQ(plant.echo.handled, 1);
}

// Who is connected stays so; who comes gets the new certificate; one that is broken changes nothing.
TEST_F(TlsTest, ARenewedCertificateDropsNobody) {
  Plant plant(options());
  const auto port = plant.server.port();
  TlsClient first(port);
  EXPECT_EQ(first.server_name(), "server");
  EXPECT_TRUE(ask(first, "<a>").ends_with("<a>"));
  const MadeCertificate renewed = make_certificate("renewed", &root_);
  ASSERT_TRUE(use(renewed).ok());
  TlsClient second(port, {.trusts = &root_});
  EXPECT_EQ(second.server_name(), "renewed");
  EXPECT_TRUE(ask(first, "<b>").ends_with("<b>"));
  MadeCertificate broken = renewed;
  broken.key = server_.key;
  EXPECT_STREQ(use(broken).reason(), "BAD_CERTIFICATE");
  TlsClient third(port);
  EXPECT_EQ(third.server_name(), "renewed");
  EXPECT_TRUE(ask(first, "<c>").ends_with("<c>"));
  EXPECT_TRUE(ask(third, "<d>").ends_with("<d>"));
}

TEST_F(TlsTest, RenewalUnderLoadFailsNoRequest) {
  Plant plant(options());
  const auto port = plant.server.port();
  std::atomic<int> failed{0}, answered{0};
  std::vector<std::jthread> callers;
  for (int i = 0; i < 2; ++i)
    callers.emplace_back([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        TlsClient client(port);
        for (int j = 0; j < 5; ++j) ask(client, "body").ends_with("body") ? ++answered : ++failed;
      }
    });
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(use(make_certificate("c" + std::to_string(i), &root_)).ok());
    std::this_thread::sleep_for(milliseconds(2));
  }
  callers.clear();
  EXPECT_EQ(failed, 0);
  EXPECT_GT(answered, 0);
}

TEST_F(TlsTest, WhatDoesNotFitIsSaid) {
  const std::string certificate = server_.certificate_pem(), key = server_.key_pem();
  EXPECT_EQ(reason({.certificate = certificate + root_.certificate_pem(), .key = key}), "");
  EXPECT_NE(reason({.certificate = certificate, .key = other_.key_pem()})
                .find("the key is not that of the certificate"),
            std::string::npos);
  EXPECT_NE(reason({.certificate = certificate, .key = server_.key_pem("secret")})
                .find("needs a password"),
            std::string::npos);
  for (const std::string& text :
       {std::string(), std::string("nonsense"), key, certificate.substr(0, certificate.size() / 2),
        certificate + certificate.substr(0, certificate.size() / 2)})
    EXPECT_NE(reason({.certificate = text, .key = key}).find("the certificate can't be used"),
              std::string::npos)
        << text;
  EXPECT_NE(reason({.certificate = certificate, .key = certificate}).find("the key can't be read"),
            std::string::npos);
  EXPECT_NE(reason({.certificate = certificate, .key = key, .client_ca = key}).find("client_ca"),
            std::string::npos);
  const auto ends = (*kind_->make({.certificate = certificate, .key = key}))->ends();
  const auto left = ends - base::system_clock().wall();
  EXPECT_GT(left, std::chrono::minutes(50));
  EXPECT_LT(left, std::chrono::minutes(70));
}

TEST_F(TlsTest, WhatCouldBeReadInTwoWaysIsRefused) {
  Plant plant(options());
  for (const HostileCase& one : hostile_cases()) {
    TlsClient client(plant.server.port());
    client.send(one.bytes + "GET /inline?smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
    client.say_no_more();
    const std::string answer = client.receive_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::to_string(one.status) + " "))
        << one.bytes.substr(0, 200) << "\n"
        << answer;
  }
  EXPECT_EQ(plant.echo.handled, 0);
}

TEST_F(TlsTest, WhatIsNoTlsIsClosedAndHarmsNobody) {
  Plant plant(options());
  const auto port = plant.server.port();
  for (const std::string& bytes :
       {post("/inline", "x"), std::string("\x16\x03\x01\xff\xff", 5) + std::string(70'000, 'x'),
        std::string(100'000, '\0'), std::string("\x16\x03\x03\x00\x01\x01", 6)}) {
    RawClient client(port);
    client.try_send(bytes);
    client.say_no_more();
    EXPECT_EQ(client.receive_all().find("HTTP/"), std::string::npos);
  }
  TlsClient cut(port);
  cut.send("POST /inline HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbo");
  ::send(cut.socket(), "garbage in the middle", 21, MSG_NOSIGNAL);
  EXPECT_EQ(cut.receive_all(), "");
  EXPECT_EQ(plant.echo.handled, 0);
  TlsClient client(port);
  EXPECT_TRUE(ask(client, "still here").ends_with("still here"));
}

TEST_F(TlsTest, SlowHandshakesAndRequestsAreClosed) {
  Plant plant(options({.idle_time_max = milliseconds(150)}));
  const auto port = plant.server.port();
  const auto begin = std::chrono::steady_clock::now();
  RawClient silent(port), half(port);
  half.send(std::string("\x16\x03\x01\x02\x00\x01", 6));  // the beginning of a ClientHello
  EXPECT_EQ(silent.receive_all(), "");
  EXPECT_EQ(half.receive_all(), "");
  TlsClient slow(port);
  std::jthread drips([&slow](const std::stop_token& stop) {
    while (!stop.stop_requested() && ::send(slow.socket(), "", 0, MSG_NOSIGNAL) == 0)
      std::this_thread::sleep_for(milliseconds(10));
  });
  slow.send("POST /inline HTTP/1.1\r\nContent-Le");
  EXPECT_EQ(slow.receive_all(), "");
  EXPECT_TRUE(slow.told_goodbye());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(8000));
  EXPECT_EQ(plant.echo.handled, 0);
}

// A client may change keys in the middle (TLS 1.3), but not negotiate anew (TLS 1.2), which costs the server.
TEST_F(TlsTest, KeysMayBeUpdatedNothingRenegotiated) {
  Plant plant(options());
  TlsClient newer(plant.server.port());
  for (int i = 0; i < 3; ++i) {
    SSL_key_update(newer.ssl(), SSL_KEY_UPDATE_REQUESTED);
    EXPECT_TRUE(ask(newer, "body").ends_with("body"));
  }
  TlsClient older(plant.server.port(), {.version_max = TLS1_2_VERSION});
  EXPECT_TRUE(ask(older, "body").ends_with("body"));
  SSL_renegotiate(older.ssl());
  SSL_do_handshake(older.ssl());
  EXPECT_FALSE(ask(older, "again").ends_with("again"));
}

TEST_F(TlsTest, StopAnswersWhatIsBeingAnswered) {
  Plant plant(options());
  TlsClient busy(plant.server.port()), idle(plant.server.port());
  busy.send(post("/slow", "late"));
  while (plant.echo.handled == 0) std::this_thread::yield();
  plant.server.stop();
  EXPECT_TRUE(busy.receive_all().ends_with("late"));
  EXPECT_EQ(idle.receive_all(), "");
}

TEST_F(TlsTest, CallersThatLeaveAnywhereHarmNobody) {
  Plant plant(options());
  for (int i = 0; i < 30; ++i) {
    TlsClient client(plant.server.port());
    client.send(post("/later", std::string(static_cast<std::size_t>(i) * 1000, 'x')));
  }
  for (std::size_t cut = 0; cut < 300; cut += 20) {
    RawClient client(plant.server.port());
    client.try_send(std::string("\x16\x03\x01\x01\x00\x01\x00\x00\xfc\x03\x03", 11) +
                    std::string(cut, 'x'));
  }
  TlsClient client(plant.server.port());
  EXPECT_TRUE(ask(client, "still here").ends_with("still here"));
}

}  // namespace
}  // namespace slipway::serve
