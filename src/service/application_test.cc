#include "service/application.h"

#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "service/admin.h"
#include "service/local_home.h"
#include "service/service_test.h"

namespace slipway::service {
namespace {

Config config_of(const std::string& yaml, const Folder& work) {
  auto config = read_config(yaml, work / "slipway.yaml");
  EXPECT_TRUE(config.ok()) << config.status().text();
  return *std::move(config);
}

std::string models() { return "models: {wine: {from: \"" + example("wine.pkl") + "\"}}\n"; }

std::string from_queue(const std::string& more = {}) {
  return models() +
         "pipelines:\n  cellar: {source: {queue: {name: bottles}}, model: wine, "
         "sink: {sqlite: {path: scores.db}}}\n" +
         more;
}
std::string from_file(const std::string& name, const std::string& input) {
  return "  " + name + ": {source: {file: \"" + input + "\"}, model: wine, sink: {file: " + name +
         ".csv}}\n";
}

// Waits until `done`, for a minute at most.
template <class Done>
bool wait_for(Done done) {
  for (int i = 0; i < 12'000; ++i) {
    if (done()) return true;
    base::system_clock().sleep(std::chrono::milliseconds(5));
  }
  return false;
}

// What a server answers to one request; empty if nobody listens.
std::string http(std::uint16_t port, const std::string& head, const std::string& body = {}) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  std::string all;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    const std::string bytes = head +
                              " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body;
    (void)::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    char block[4096];
    for (ssize_t n = 0; (n = ::recv(socket, block, sizeof block, 0)) > 0;)
      all.append(block, static_cast<std::size_t>(n));
  }
  ::close(socket);
  return all;
}

void make_queue(const Folder& work, const std::vector<std::string>& rows) {
  auto home = *LocalHome::open(work / "home");
  ASSERT_TRUE(home->create_queue("bottles", 1).ok());
  ASSERT_TRUE(home->publish("bottles", rows, {}).ok());
}

TEST(Application, PipelinesThatEndEndItAndItsFilesAreComplete) {
  const Folder work;
  Application application(
      config_of(models() + "pipelines:\n" + from_file("a", example("wine.csv")) +
                    from_file("b", example("wine.jsonl")),
                work),
      work / "home");
  ASSERT_TRUE(application.start().ok());
  const auto status = application.run();
  ASSERT_TRUE(status.ok()) << status.text();
  EXPECT_EQ(lines_of(work / "a.csv").size(), 179u);
  EXPECT_EQ(lines_of(work / "b.csv").size(), 51u);
  const auto states = application.pipelines();
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0].name, "a");
  EXPECT_EQ(states[0].state, "done");
  EXPECT_TRUE(states[0].ended);
  EXPECT_EQ(states[0].committed, 178u);
  EXPECT_EQ(states[0].dead, 0u);
  EXPECT_TRUE(states[0].guarantee.starts_with("effectively once by position"))
      << states[0].guarantee;
}

TEST(Application, APipelineThatCanNotGoOnIsWhatItFailsWith) {
  const Folder work;
  work.write("broken.jsonl",
             lines_of(example("wine.jsonl"))[0] + "\n" + std::string(17u << 20, 'x'));
  Application application(config_of(models() + "pipelines:\n" + from_file("a", "broken.jsonl") +
                                        from_file("b", example("wine.csv")),
                                    work),
                          work / "home");
  ASSERT_TRUE(application.start().ok());
  const auto status = application.run();
  EXPECT_TRUE(status.place().starts_with(work / "broken.jsonl")) << status.text();
  EXPECT_TRUE(application.pipelines()[0].state.starts_with("failed: " + work / "broken.jsonl"));
  EXPECT_FALSE(work.has("a.csv"));
  EXPECT_EQ(application.pipelines()[1].state, "done");  // of the other nothing is lost
  EXPECT_EQ(lines_of(work / "b.csv").size(), 179u);
}

TEST(Application, TheServerAnswersWhilePipelinesRun) {
  const Folder work;
  auto rows = lines_of(example("wine.jsonl"));
  rows.push_back("nonsense");
  make_queue(work, rows);
  Application application(config_of(from_queue("serve: {http: \"127.0.0.1:0\"}\n"), work),
                          work / "home");
  ASSERT_TRUE(application.start().ok());
  const std::uint16_t port = application.http_port();
  ASSERT_NE(port, 0);
  std::thread running([&] { EXPECT_TRUE(application.run().ok()); });
  const std::string answer = http(port, "POST /api/v1/models/wine/score", rows[0]);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
  EXPECT_NE(answer.find("0.9997831277739022"), std::string::npos) << answer;
  EXPECT_TRUE(http(port, "GET /health/ready").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(wait_for([&] { return application.pipelines()[0].committed == 50; }));
  EXPECT_TRUE(wait_for([&] { return application.pipelines()[0].dead == 1; }));
  // Others reach the home through its owner.
  EXPECT_STREQ(LocalHome::open(work / "home").status().reason(), "LOCKED");
  auto home = *connect_home(work / "home");
  ASSERT_EQ(home->dead_letters("cellar", 10)->size(), 1u);
  EXPECT_EQ(home->dead_letters("cellar", 10)->front().payload, "nonsense");
  ASSERT_TRUE(home->publish("bottles", {rows[1]}, {}).ok());
  EXPECT_TRUE(wait_for([&] { return application.pipelines()[0].committed == 51; }));
  application.request_stop();
  running.join();
  EXPECT_EQ(application.pipelines()[0].state, "stopped");
  EXPECT_EQ(http(port, "GET /health/live"), "");
}

TEST(Application, ServesOnlyTheModelsThatAreNamed) {
  const Folder work;
  Application application(config_of("models: {wine: {from: \"" + example("wine.pkl") +
                                        "\"}, penguins: {from: \"" + example("penguins.ubj") +
                                        "\"}}\nserve: {http: \"127.0.0.1:0\", models: [wine]}\n",
                                    work),
                          work / "home");
  ASSERT_TRUE(application.start().ok());
  const auto get = [&](const char* path) { return http(application.http_port(), path); };
  EXPECT_TRUE(get("GET /api/v1/models/wine").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(get("GET /api/v1/models/penguins").starts_with("HTTP/1.1 404"));
  EXPECT_FALSE(work.has("home"));  // nothing but a server needs no state
}

struct BadStart {
  const char* what;
  std::string yaml, place, reason;
};

TEST(Application, AdministrationHasAPortOfItsOwn) {
  const Folder work;
  Application application(
      config_of(models() + "serve: {http: \"127.0.0.1:0\", admin: \"127.0.0.1:0\"}\n", work),
      work / "home");
  ASSERT_TRUE(application.start().ok());
  const auto status = [](std::uint16_t port, const std::string& head) {
    return http(port, head).substr(9, 3);
  };
  ASSERT_NE(application.admin_port(), 0);
  EXPECT_EQ(status(application.admin_port(), "GET /metrics"), "200");
  EXPECT_EQ(status(application.http_port(), "GET /metrics"), "404");
  const std::string load = "POST /v2/repository/models/wine/load";
  EXPECT_EQ(status(application.admin_port(), load), "403") << "control is off";
  EXPECT_EQ(status(application.http_port(), load), "404");
  EXPECT_EQ(status(application.admin_port(), "GET /v2/models/wine"), "404");
  EXPECT_EQ(status(application.http_port(), "GET /v2/models/wine"), "200");
  for (const std::uint16_t port : {application.http_port(), application.admin_port()})
    EXPECT_EQ(status(port, "GET /health/ready"), "200");
}

TEST(Application, ErrorsMayBeShort) {
  for (const std::string errors : {"full", "short"}) {
    const Folder work;
    Application application(
        config_of(models() + "serve: {http: \"127.0.0.1:0\", errors: " + errors + "}\n", work),
        work / "home");
    ASSERT_TRUE(application.start().ok());
    for (const char* route : {"/api/v1/models/wine/score", "/v1/models/wine:predict",
                              "/v2/models/wine/infer", "/invocations"})
      for (const std::string& body :
           {std::string(R"([{"alcohol":"s3cret"}])"), std::string(R"({"instances":[["s3cret"]]})"),
            std::string(R"({"instances":[{"alcohol":"s3cret"}]})"),
            std::string(R"({"dataframe_records":[{"alcohol":"s3cret"}]})"),
            std::string(R"({"inputs":[{"name":"s3cret","shape":[1],"datatype":"FP64"}]})")}) {
        const std::string answer =
            http(application.http_port(), std::string("POST ") + route, body);
        EXPECT_NE(answer.find("HTTP/1.1 4"), std::string::npos) << answer;
        if (errors == "short") {
          EXPECT_EQ(answer.find("s3cret"), std::string::npos) << route << body << answer;
        }
      }
    const std::string told = http(application.http_port(), "POST /api/v1/models/wine/score",
                                  R"([{"alcohol":"s3cret"}])");
    EXPECT_EQ(told.find("s3cret") != std::string::npos, errors == "full") << told;
    EXPECT_NE(told.find("\"column\":\"alcohol\""), std::string::npos) << told;
  }
}

TEST(Application, StartIsAllOrNothing) {
  const Folder work;
  make_queue(work, lines_of(example("wine.jsonl")));
  const Folder other;
  Application busy(config_of(models() + "serve: {http: \"127.0.0.1:0\"}\n", other), other / "home");
  ASSERT_TRUE(busy.start().ok());
  const std::string pipelines = models() + "pipelines:\n" + from_file("a", example("wine.csv"));
  const BadStart bad[] = {
      {"a model", "models: {w: {from: none.pkl}}\n", "slipway.yaml:1:13: ", "NO_FILE"},
      {"a source", pipelines + from_file("b", "none.csv"), "slipway.yaml:4:6: ", "NO_FILE"},
      {"an output",
       pipelines + "  b: {source: {queue: {name: bottles}}, model: wine, outputs: [predikt], sink: "
                   "{file: b.csv}}\n",
       "slipway.yaml:4:6", "UNKNOWN_OUTPUT"},
      {"a queue",
       pipelines + "  b: {source: {queue: {name: none}}, model: wine, sink: {file: b.csv}}\n",
       "slipway.yaml:4:6", "NO_QUEUE"},
      {"a port",
       from_queue("serve: {http: \"127.0.0.1:" + std::to_string(busy.http_port()) + "\"}\n"), "",
       "CANNOT_LISTEN"},
  };
  for (const BadStart& one : bad) {
    Application application(config_of(one.yaml, work), work / "home");
    const auto status = application.start();
    EXPECT_EQ(status.reason(), one.reason) << one.what << ": " << status.text();
    if (!one.place.empty()) {
      EXPECT_TRUE(status.place().starts_with(work / one.place))
          << one.what << ": " << status.text();
    }
    EXPECT_TRUE(application.pipelines().empty()) << one.what;
    // The home is free, although the application is still there.
    EXPECT_TRUE(LocalHome::open(work / "home").ok()) << one.what;
  }
}

TEST(Application, OneAtATimeHasAHome) {
  const Folder work;
  make_queue(work, {});
  Application first(config_of(from_queue(), work), work / "home");
  ASSERT_TRUE(first.start().ok());
  Application second(config_of(from_queue(), work), work / "home");
  const auto status = second.start();
  EXPECT_STREQ(status.reason(), "LOCKED");
  EXPECT_EQ(status.remedy(),
            "another slipway runs with this home: stop it, or name another with --home");
  const Folder elsewhere;
  make_queue(elsewhere, {});
  Application third(config_of(from_queue(), elsewhere), elsewhere / "home");
  EXPECT_TRUE(third.start().ok());
}

// What was committed before a stop stays, and the next run goes on behind it: no row is lost or twice.
TEST(Application, StoppedAndStartedAgainItGoesOnWhereItWas) {
  const Folder work;
  const auto rows = lines_of(example("wine.jsonl"));
  make_queue(work, rows);
  for (std::size_t run = 0; run < 3; ++run) {
    {
      const std::uint64_t waiting = run == 0 ? rows.size() : 1;
      Application application(config_of(from_queue(), work), work / "home");
      ASSERT_TRUE(application.start().ok());
      std::thread running([&] { EXPECT_TRUE(application.run().ok()); });
      EXPECT_TRUE(wait_for([&] { return application.pipelines()[0].committed >= waiting; }));
      application.request_stop();
      running.join();
      EXPECT_EQ(application.pipelines()[0].committed, waiting);
    }
    auto home = *LocalHome::open(work / "home");
    ASSERT_TRUE(home->publish("bottles", {rows[run]}, {}).ok());
  }
}

}  // namespace
}  // namespace slipway::service
