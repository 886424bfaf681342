// up and serve, and the commands that reach a home while its owner runs.
#include <cstdlib>
#include <filesystem>

#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class Up : public ProgramTest {
 protected:
  void configure(const std::string& yaml) { write("slipway.yaml", yaml); }
  void configure_cellar() {
    configure(
        "models: {wine: {from: wine.pkl}}\npipelines:\n  cellar: {source: {queue: bottles}, model: "
        "wine, sink: {sqlite: scores.db}}\nserve: {http: \"127.0.0.1:0\"}\n");
    ASSERT_EQ(run({"queue", "create", "bottles"}).code, 0);
  }
  // The commands say what they say into files of their own.
  Ran ask(const std::string& words) {
    const int code = std::system(
        ("cd " + work_ + " && " + program_ + " " + words + " > ask.out 2> ask.err").c_str());
    return {WEXITSTATUS(code), file("ask.out"), file("ask.err")};
  }
  bool runs() {
    return wait_for([this] { return contains(file("err"), "pipeline cellar: "); });
  }
};

TEST_F(Up, RunsUntilItIsInterruptedAndOthersReachItsHome) {
  configure_cellar();
  const pid_t child = start({"up"});
  ASSERT_TRUE(runs()) << file("err");
  EXPECT_TRUE(contains(file("err"), "slipway: serving on http://127.0.0.1:")) << file("err");
  write("rows", file("wine.jsonl") + "nonsense\n");
  EXPECT_EQ(ask("queue publish bottles rows").err, "slipway: 51 records published to bottles\n");
  ASSERT_TRUE(wait_for([this] { return contains(ask("dlq list").out, "nonsense"); }));
  EXPECT_EQ(ask("queue create bottles").err,
            "slipway: .slipway/queues/bottles: there is a queue already (QUEUE_EXISTS)\n");
  EXPECT_EQ(ask("queue peek none").err,
            "slipway: there is no queue \"none\" (NO_QUEUE); there are: bottles\n");
  ::kill(child, SIGINT);
  EXPECT_EQ(wait(child).code, 0);  // to be stopped is how it ends
}

TEST_F(Up, APlatformSaysWhatAPersonLeftOut) {
  const Ran none = run({"serve"});
  EXPECT_EQ(none.code, 2);
  EXPECT_EQ(none.err, "slipway: there is no model to serve (NO_MODEL); slipway serve MODEL\n");
  ::setenv("AIP_STORAGE_URI", (work_ + "/wine.pkl").c_str(), 1);
  ::setenv("AIP_HTTP_PORT", "0", 1);
  const pid_t child = start({"serve"});
  ::unsetenv("AIP_STORAGE_URI");
  ::unsetenv("AIP_HTTP_PORT");
  EXPECT_TRUE(wait_for([this] { return contains(file("err"), "http://localhost:"); }))
      << file("err");
  ::kill(child, SIGTERM);
  EXPECT_EQ(wait(child).code, 0);
}

TEST_F(Up, SeveralModelsAreServedByTheirNames) {
  std::filesystem::copy_file(work_ + "/wine.pkl", work_ + "/other.pkl");
  const pid_t child = start({"serve", "wine.pkl", "red=other.pkl", "--http", "127.0.0.1:0"});
  ASSERT_TRUE(wait_for([this] { return contains(file("err"), "http://127.0.0.1:"); }));
  const std::string said = file("err");
  const std::size_t at = said.find("http://");
  const std::string url = said.substr(at, said.find(';', at) - at);
  const Ran asked = ask("bench --model red --duration 100ms --json --url " + url);
  EXPECT_EQ(asked.code, 0) << asked.err;
  const Ran which = ask("bench --duration 100ms --url " + url);
  EXPECT_TRUE(contains(which.err, "WHICH_MODEL")) << which.err;
  ::kill(child, SIGTERM);
  EXPECT_EQ(wait(child).code, 0);
  EXPECT_EQ(run({"serve", "wine.pkl", "./wine.pkl"}).err,
            "slipway: two models would be called \"wine\" (MODEL_TWICE); name them: slipway serve "
            "NAME=PATH NAME=PATH\n");
  EXPECT_EQ(run({"serve", "wine.pkl", "red=other.pkl", "--name", "x"}).code, 2);
  EXPECT_EQ(run({"serve", "wine.pkl", "--tls-key", "key.pem"}).code, 2);
  EXPECT_EQ(run({"serve", "wine.pkl", "--keys", "none.yaml", "--http", "127.0.0.1:0"}).code, 5);
}

TEST_F(Up, AMultiModelContainerStartsWithoutAModel) {
  ::setenv("SAGEMAKER_MULTI_MODEL", "true", 1);
  ::setenv("SAGEMAKER_BIND_TO_PORT", "0", 1);
  const pid_t child = start({"serve"});
  ::unsetenv("SAGEMAKER_MULTI_MODEL");
  ::unsetenv("SAGEMAKER_BIND_TO_PORT");
  EXPECT_TRUE(wait_for([this] { return contains(file("err"), "http://localhost:"); }))
      << file("err");
  ::kill(child, SIGTERM);
  EXPECT_EQ(wait(child).code, 0);
}

TEST_F(Up, DeadLettersAreListedAndPublishedAgain) {
  configure_cellar();
  run({"queue", "publish", "bottles"}, "nonsense\n{\"a\": \"b\"}\n");
  const pid_t child = start({"up"});
  ASSERT_TRUE(runs());
  ASSERT_TRUE(wait_for([this] { return lines_of(ask("dlq list --json").out).size() == 2; }));
  ::kill(child, SIGTERM);
  EXPECT_EQ(wait(child).code, 0);
  const Ran list = run({"dlq", "list", "cellar", "-n", "1"});
  EXPECT_TRUE(list.out.starts_with("cellar/0/0/0  20")) << list.out;
  EXPECT_TRUE(list.out.ends_with("\n  nonsense\n")) << list.out;
  EXPECT_EQ(run({"dlq", "list", "other"}).out, "");
  const Ran none = run({"dlq", "requeue", "bottles", "none"});
  EXPECT_EQ(none.code, 5);
  EXPECT_EQ(none.err,
            "slipway: there is no dead letter none (NO_LETTER); slipway dlq list shows them\n");
  EXPECT_EQ(run({"dlq", "requeue", "bottles", "cellar/0/0/0"}).err,
            "slipway: 1 record published to bottles again\n");
  EXPECT_EQ(lines_of(run({"dlq", "list", "--json"}).out).size(), 1u);
  EXPECT_EQ(run({"queue", "peek", "bottles", "--from", "2"}).out, "nonsense\n");
}

TEST_F(Up, PipelinesThatEndEndItWithCode0OrThatOfWhatWentWrong) {
  configure(
      "models: {wine: {from: wine.pkl}}\npipelines: {p: {source: {file: wine.csv}, model: "
      "wine, sink: {file: scores.csv}}}\n");
  const Ran ran = run({"up"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(lines_of(file("scores.csv")).size(), 179u);
  write("broken.jsonl", std::string(17u << 20, 'x'));
  configure(
      "models: {wine: {from: wine.pkl}}\npipelines: {p: {source: {file: broken.jsonl}, "
      "model: wine, sink: {file: more.csv}}}\n");
  const Ran broken = run({"up"});
  EXPECT_EQ(broken.code, 5);
  EXPECT_TRUE(contains(broken.err, "broken.jsonl: line 1: ")) << broken.err;
  EXPECT_FALSE(has("more.csv"));
}

TEST_F(Up, EachFailureHasItsCode) {
  const auto code = [this](const std::string& yaml) {
    configure(yaml);
    const Ran ran = run({"up"});
    EXPECT_TRUE(ran.err.starts_with("slipway: slipway.yaml:")) << ran.err;
    return ran.code;
  };
  EXPECT_EQ(code("modles: {}\n"), 2);
  EXPECT_EQ(code("models: {wine: {from: none.pkl}}\n"), 4);
  EXPECT_EQ(code("models: {wine: {from: wine.csv}}\n"), 4);
  const std::string pipeline = "models: {wine: {from: wine.pkl}}\npipelines: {p: {model: wine, ";
  EXPECT_EQ(code(pipeline + "source: {file: none.csv}, sink: {file: a.csv}}}\n"), 5);
  EXPECT_EQ(code(pipeline + "source: {queue: none}, sink: {file: a.csv}}}\n"), 5);
  EXPECT_EQ(code(pipeline + "source: {file: wine.csv}, outputs: x, sink: {file: a.csv}}}\n"), 2);
  EXPECT_EQ(run({"up", "--config", "none.yaml"}).err,
            "slipway: none.yaml: can't open it: No such file or directory (NO_FILE)\n");
}

TEST_F(Up, ServeNeedsNoConfiguration) {
  std::filesystem::remove(path("slipway.yaml"));
  std::filesystem::create_directories(path("bottles"));
  std::filesystem::copy(path("wine.pkl"), path("bottles/model.pkl"));
  for (const auto& [model, name] :
       {std::pair<const char*, const char*>{"wine.pkl", "wine"}, {"bottles/", "bottles"}}) {
    const pid_t child = start({"serve", model, "--http", "0"});
    ASSERT_TRUE(wait_for([this] { return contains(file("err"), "serving on http://"); }));
    const std::string err = file("err");
    const std::string url = err.substr(err.find("http://"), err.find(';') - err.find("http://"));
    EXPECT_EQ(
        std::system(
            ("curl -sf -o " + path("model.json") + " " + url + "/api/v1/models/" + name).c_str()),
        0)
        << url << " " << name;
    EXPECT_TRUE(contains(file("model.json"), "\"alcohol\"")) << file("model.json");
    ::kill(child, SIGTERM);
    EXPECT_EQ(wait(child).code, 0);
  }
  EXPECT_FALSE(has(".slipway"));
}

TEST_F(Up, ServeSaysWhoIsToBlame) {
  EXPECT_EQ(run({"serve", "none.pkl"}).code, 4);
  EXPECT_EQ(run({"serve", "wine.csv"}).code, 4);
  const Ran address = run({"serve", "wine.pkl", "--http", "nowhere"});
  EXPECT_EQ(address.code, 2);
  EXPECT_EQ(address.err,
            "slipway: --http: \"nowhere\" is not an address (BAD_ADDRESS); write it as "
            "127.0.0.1:8080\n");
  EXPECT_EQ(run({"serve", "wine.pkl", "--http", "203.0.113.1:1"}).code, 5);  // no address of ours
}

}  // namespace
}  // namespace slipway::cli
