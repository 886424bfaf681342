#include <gtest/gtest.h>

#include "serve/fakes_test.h"
#include "serve/protocol.h"

namespace slipway::serve {
namespace {

class HealthTest : public ::testing::Test {
 protected:
  FakeExchange ask(const std::string& method, const std::string& path) {
    FakeExchange exchange(method, path);
    handled_ = routes_->handle(exchange);
    return exchange;
  }

  bool ready_ = true, handled_ = false;
  const ServeContext context_{.ready = [this] { return ready_; }};
  const std::unique_ptr<Routes> routes_ = (*protocols().find("health"))->routes(context_);
};

TEST_F(HealthTest, LivesWhileItAnswersAndIsReadyWhileItTakesWork) {
  EXPECT_EQ(ask("GET", "/health/live").body(), R"({"status":"ok"})");
  EXPECT_EQ(ask("GET", "/health/ready").status(), 200);
  ready_ = false;
  EXPECT_EQ(ask("GET", "/health/live").status(), 200);
  auto exchange = ask("GET", "/health/ready");
  EXPECT_EQ(exchange.status(), 503);
  EXPECT_EQ(exchange.response().retry_after_s, 1);
  EXPECT_NE(exchange.body().find("NOT_READY"), std::string::npos);
  EXPECT_EQ(exchange.finished, 1);
  ready_ = true;
  EXPECT_EQ(ask("GET", "/health/ready").status(), 200);
}

TEST_F(HealthTest, IsOnlyRead) {
  EXPECT_EQ(ask("HEAD", "/health/ready").status(), 200);
  for (const char* method : {"POST", "DELETE", "get"}) {
    auto exchange = ask(method, "/health/live");
    EXPECT_EQ(exchange.status(), 405) << method;
    EXPECT_EQ(exchange.response().allow, "GET, HEAD");
    EXPECT_EQ(exchange.finished, 1);
  }
}

TEST_F(HealthTest, OtherPathsAreNotItsOwn) {
  for (const char* path : {"/health", "/health/", "/health/live/", "/health/alive", "/", ""}) {
    const auto exchange = ask("GET", path);
    EXPECT_FALSE(handled_) << path;
    EXPECT_EQ(exchange.finished, 0) << path;
  }
}

}  // namespace
}  // namespace slipway::serve
