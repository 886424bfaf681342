#include "serve/grpc/grpc_load.h"

#include "serve/grpc/grpc_listener.h"
#include "serve/load/load_test.h"
#include "serve/load/phases.h"
#include "serve/served_test.h"

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;

class GrpcLoadTest : public ServedTest {
 protected:
  void SetUp() override {
    ServedTest::SetUp();
    listener_ = make_grpc_listener(context_);
    ASSERT_TRUE(listener_->start({.threads = 1}).ok());
    target_ = target_at(std::to_string(listener_->port()));
  }
  static std::unique_ptr<Target> target_at(const std::string& port) {
    return grpc_load().target({"grpc", "127.0.0.1", port, ""}, {{"X-Name", "value"}},
                              std::chrono::seconds(60));
  }
  LoadRequest toys(std::int64_t count) {
    const auto inputs = ask_inputs(*target_, grpc_load().inputs_path("toy"), "toy");
    EXPECT_TRUE(inputs.ok()) << inputs.status().text();
    return grpc_load().request(*inputs, make_load_rows(*inputs, count, 1).view());
  }

  std::unique_ptr<Listener> listener_;
  std::unique_ptr<Target> target_;
};

TEST_F(GrpcLoadTest, ARequestIsAnsweredRowByRow) {
  const auto answer = target_->ask(toys(3));
  ASSERT_TRUE(answer.ok()) << answer.status().text();
  EXPECT_TRUE(answer->well) << answer->body;
  EXPECT_EQ(grpc_load().rows_in(answer->body), 3);
  EXPECT_EQ(grpc_load().rows_in("noise"), -1);
  EXPECT_EQ(grpc_load().rows_in(""), -1);
  const auto refused = target_->ask(grpc_load().request_of("\x0a\x01x"));
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(target_->code_text(refused->code), "NOT_FOUND");
  EXPECT_NE(refused->body.find("\"x\""), std::string::npos) << refused->body;
}

TEST_F(GrpcLoadTest, WhatHttpSaysOfModelsIsToldHereToo) {
  EXPECT_EQ(only_model(*target_).status().message(), "the server has: to\"m, toy");
  ASSERT_TRUE(target_->ask(toys(1)).ok());
  const auto phases = ask_phases(*target_, "toy");
  ASSERT_TRUE(phases);
  EXPECT_EQ(phases->requests, 1u);
  EXPECT_EQ(target_->code_text(ask_inputs(*target_, "/other", "m").ok() ? 0 : 12), "UNIMPLEMENTED");
}

TEST_F(GrpcLoadTest, ClosedAndOpenLoopsAreAnswered) {
  const LoadReport closed = load_on(
      *target_,
      [] {
        LoadPlan plan = short_plan();
        plan.connections = 1;  // as many as the toys take
        return plan;
      }(),
      {toys(2)}, [](std::string_view body) { return grpc_load().rows_in(body) == 2; });
  EXPECT_TRUE(closed.all_well());
  EXPECT_GT(closed.requests, 2u);
  EXPECT_GT(closed.bytes_received, 0u);
  LoadPlan plan = short_plan(milliseconds(500));
  plan.rate = 100;
  const LoadReport open = load_on(*target_, plan, {toys(1)});
  EXPECT_EQ(open.requests, 50u);
  EXPECT_EQ(open.unsent + open.refused + open.latency.count(), 50u + open.unsent);
}

TEST_F(GrpcLoadTest, RefusalsWrongAnswersAndSilenceAreTold) {
  LoadPlan plan = short_plan();
  plan.connections = 1;
  const LoadReport refused = load_on(*target_, plan, {grpc_load().request_of("\x0a\x01x")});
  EXPECT_EQ(refused.refused, refused.requests);
  EXPECT_EQ(refused.codes.at(5), refused.requests);
  const LoadReport wrong =
      load_on(*target_, plan, {toys(1)}, [](std::string_view) { return false; });
  EXPECT_EQ(wrong.wrong, wrong.requests);
  const std::string port = std::to_string(listener_->port());
  listener_->stop();
  const auto none = target_at(port)->ask({.path = "/v2/repository/index"});
  EXPECT_EQ(std::string_view(none.status().reason()), "NO_SERVER");
}

}  // namespace
}  // namespace slipway::serve
