#include "cli/program_test.h"

namespace slipway::cli {
namespace {

using Bench = ProgramTest;

constexpr const char* kSoon[] = {"--duration", "300ms", "--warm-up", "50ms", "--timeout", "60s"};

Words soon(Words words) {
  words.insert(words.begin(), "bench");
  words.insert(words.end(), std::begin(kSoon), std::end(kSoon));
  return words;
}

TEST_F(Bench, OfAModelFileSaysWhereTheTimeGoes) {
  const Ran ran = run(soon({"wine.pkl", "--check"}));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.err, "") << "no progress where it is piped";
  for (const char* part : {"wine.pkl, without a server, model wine, protocol slipway\n", "answered",
                           "p99.99", "parse", "queue", "score", "encode"})
    EXPECT_TRUE(contains(ran.out, part)) << part << "\n" << ran.out;
}

TEST_F(Bench, OfAServerThatRunsInClosedAndOpenLoop) {
  const pid_t server =
      start({"serve", "wine.pkl", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"}, "", "served");
  ASSERT_TRUE(wait_for([this] { return contains(file("err"), "Ctrl-C"); })) << file("err");
  const std::string said = file("err");
  const auto url = [&said](const std::string& scheme) {
    const std::size_t at = said.find(scheme + "://");
    return said.substr(at, said.find_first_of(" ;", at) - at);
  };
  const Ran closed = run(soon({"--url", url("http"), "--json", "--rows", "5", "--check"}));
  EXPECT_EQ(closed.code, 0) << closed.err;
  EXPECT_TRUE(contains(closed.out, "\"arrivals\":\"closed\",\"rows\":5,")) << closed.out;
  EXPECT_TRUE(contains(closed.out, "\"phases_us\"")) << closed.out;
  const Ran grpc = run(soon({"--url", url("grpc"), "--json"}));
  EXPECT_EQ(grpc.code, 0) << grpc.err;
  EXPECT_TRUE(contains(grpc.out, "\"codes\":{\"OK\":")) << grpc.out;
  const Ran open =
      run({"bench", "--url", url("http"), "--json", "--rate", "100", "--arrivals", "fixed",
           "--warm-up", "0s", "--duration", "1s", "--timeout", "60s", "--data", "wine.csv"});
  EXPECT_TRUE(contains(open.out, "\"requests\":100,")) << open.out << open.err;
  write("bad", "nonsense");
  const Ran refused = run({"bench", "--url", url("http") + "/invocations", "--body", "bad"});
  EXPECT_EQ(refused.code, 5);
  EXPECT_TRUE(contains(refused.err, "the first request is answered by 400: ")) << refused.err;
  ::kill(server, SIGTERM);
  EXPECT_EQ(wait(server).code, 0);
}

TEST_F(Bench, EachFailureHasItsCode) {
  EXPECT_EQ(run({"bench"}).code, 2);
  EXPECT_EQ(run({"bench", "none.pkl"}).code, 4);
  EXPECT_EQ(run({"bench", "wine.csv"}).code, 4);
  EXPECT_EQ(run({"bench", "wine.pkl", "--protocol", "soap"}).code, 2);
  EXPECT_EQ(run({"bench", "wine.pkl", "--rate", "-1"}).code, 2);
  EXPECT_EQ(run({"bench", "wine.pkl", "--duration", "soon"}).code, 2);
  EXPECT_EQ(run({"bench", "wine.pkl", "--connections", "0"}).code, 2);
  EXPECT_EQ(run({"bench", "--url", "localhost:1"}).code, 2);
  EXPECT_EQ(run({"bench", "--url", "http://127.0.0.1:1", "--header", "x"}).code, 2);
  const Ran none = run({"bench", "--url", "http://127.0.0.1:1"});
  EXPECT_EQ(none.code, 5);
  EXPECT_TRUE(none.err.starts_with("slipway: http://127.0.0.1:1: no answer: ")) << none.err;
}

TEST_F(Bench, InterruptedItSaysWhatThereIs) {
  const pid_t child = start({"bench", "wine.pkl", "--warm-up", "0s", "--duration", "1h"});
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  ::kill(child, SIGINT);
  const Ran ran = wait(child);
  EXPECT_TRUE(ran.code == 130 || ran.code == 128 + SIGINT) << ran.code;
  if (ran.code == 130 && !ran.out.empty()) {  // else the signal came before the load
    EXPECT_TRUE(contains(ran.out, "answered")) << ran.out;
  }
}

}  // namespace
}  // namespace slipway::cli
