#include "service/bench/bench.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "service/application.h"
#include "service/service_test.h"

namespace slipway::service {
namespace {

using std::chrono::milliseconds;

class Bench : public ::testing::Test {
 protected:
  Bench() {
    job_.plan.connections = 2, job_.plan.warm_up = milliseconds(50);
    job_.plan.duration = milliseconds(200), job_.plan.timeout = std::chrono::seconds(60);
    job_.check = true;
  }
  // A server of wine.pkl, on any port.
  void serve(const std::string& more = "") {
    auto config =
        read_config("models: {wine: {from: " + example("wine.pkl") + "}" + more +
                        "}\nserve: {http: '127.0.0.1:0', grpc: '127.0.0.1:0', threads: 1}\n",
                    "slipway.yaml");
    ASSERT_TRUE(config.ok()) << config.status().text();
    server_ = std::make_unique<Application>(*config, folder_ / "home");
    const auto started = server_->start();
    ASSERT_TRUE(started.ok()) << started.text();
    job_.url = "http://127.0.0.1:" + std::to_string(server_->http_port());
  }
  base::Result<BenchReport> run() {
    return run_bench(job_, stop_, [](const serve::LoadProgress&) {});
  }
  std::string wrong() {
    const auto report = run();
    return report.ok() ? "" : report.status().text();
  }

  Folder folder_;
  std::unique_ptr<Application> server_;
  BenchJob job_;
  std::atomic<bool> stop_{false};
};

TEST_F(Bench, AModelFileIsAskedWithoutAServerByEachProtocol) {
  for (const char* name : {"wine.pkl", "penguins.ubj", "cancer.txt"})
    for (const char* protocol : {"", "open-inference-binary", "tensorflow"}) {
      job_.model = example(name), job_.protocol = protocol, job_.rows = 3;
      const auto report = run();
      ASSERT_TRUE(report.ok()) << name << report.status().text();
      EXPECT_TRUE(report->outcome.report.all_well()) << name << bench_text(*report);
      EXPECT_EQ(report->requests, 1024);
      ASSERT_TRUE(report->outcome.phases);
      EXPECT_GT(report->outcome.phases->score, base::Duration());
    }
}

TEST_F(Bench, AServerIsAskedByEachProtocol) {
  serve();
  const std::string http = job_.url;
  for (const std::string protocol :
       {"slipway", "open-inference", "open-inference-binary", "tensorflow", "mlflow", "grpc"}) {
    job_.protocol = protocol, job_.rows = 2;
    job_.url =
        protocol == "grpc" ? "grpc://127.0.0.1:" + std::to_string(server_->grpc_port()) : http;
    const auto report = run();
    ASSERT_TRUE(report.ok()) << protocol << report.status().text();
    EXPECT_TRUE(report->outcome.report.all_well()) << bench_text(*report);
    EXPECT_EQ(report->model, "wine");
    EXPECT_TRUE(report->outcome.phases) << protocol;
  }
}

TEST_F(Bench, AnOpenLoopAtAServerSendsAllThatIsDue) {
  serve();
  job_.plan.rate = 200, job_.plan.poisson = false, job_.plan.warm_up = {};
  job_.data = example("wine.csv");
  const auto report = run();
  ASSERT_TRUE(report.ok()) << report.status().text();
  const serve::LoadReport& load = report->outcome.report;
  EXPECT_EQ(load.requests, 40u);
  EXPECT_EQ(load.latency.count(), 40u);
  EXPECT_EQ(load.refused + load.wrong + load.broken + load.late, 0u);
  EXPECT_EQ(report->requests, 178) << "each row of the file begins a request";
}

TEST_F(Bench, BodiesAreSentAsTheyAre) {
  serve();
  job_.url += "/v1/models/wine:predict", job_.check = false;
  job_.bodies = {folder_.write("a", "{\"instances\":[[14,1,2,15,127,2,3,0,2,5,1,3,1065]]}"),
                 folder_.write("b", "{\"instances\":[[12,1,2,15,127,2,3,0,2,5,1,3,100]]}")};
  const auto report = run();
  ASSERT_TRUE(report.ok()) << report.status().text();
  EXPECT_TRUE(report->outcome.report.all_well());
  EXPECT_EQ(report->requests, 2);
  job_.bodies = {folder_.write("c", "nonsense")};
  EXPECT_NE(wrong().find("the first request is answered by 400: "), std::string::npos) << wrong();
  job_.bodies = {folder_ / "none"};
  EXPECT_NE(wrong().find("none"), std::string::npos);
}

TEST_F(Bench, WhatDoesNotFitTogetherIsSaidBeforeTheLoad) {
  EXPECT_NE(wrong().find("BAD_LOAD"), std::string::npos) << "neither server nor model";
  job_.model = example("wine.pkl"), job_.url = "http://h";
  EXPECT_NE(wrong().find("BAD_LOAD"), std::string::npos) << "both";
  job_.url = "", job_.protocol = "grpc";
  EXPECT_NE(wrong().find("grpc is not spoken at wine.pkl"), std::string::npos) << wrong();
  job_.protocol = "soap";
  EXPECT_NE(wrong().find("UNKNOWN_PROTOCOL"), std::string::npos);
  job_.protocol = "", job_.rows = 0;
  EXPECT_NE(wrong().find("BAD_LOAD"), std::string::npos);
  job_.rows = 1, job_.plan.connections = -1;
  EXPECT_NE(wrong().find("BAD_LOAD"), std::string::npos);
  job_.plan.connections = 0, job_.bodies = {"x"};
  EXPECT_NE(wrong().find("BAD_LOAD"), std::string::npos);
  job_.bodies.clear(), job_.model = example("wine.csv");
  EXPECT_NE(wrong().find("wine.csv"), std::string::npos);
  job_.model = example("wine.pkl"),
  job_.data = folder_.write("no.csv", lines_of(example("wine.csv"))[0] + "\n");
  EXPECT_NE(wrong().find("NO_ROWS"), std::string::npos) << wrong();
}

TEST_F(Bench, ServersThatAreNotThereOrHaveSeveralModelsAreSaid) {
  serve(", second: {from: " + example("wine.pkl") + "}");
  EXPECT_NE(wrong().find("the server has: second, wine (WHICH_MODEL)"), std::string::npos)
      << wrong();
  job_.served = "third";
  EXPECT_NE(wrong().find("NO_INPUTS"), std::string::npos) << wrong();
  job_.served = "second";
  EXPECT_EQ(wrong(), "");
  server_.reset();
  EXPECT_NE(wrong().find("NO_SERVER"), std::string::npos) << wrong();
}

}  // namespace
}  // namespace slipway::service
