// One request's way: what an envelope refuses, what the path refuses, what is counted.
#include "serve/call.h"

#include <array>

#include <gtest/gtest.h>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

// Says what it was told to say.
struct Told {
  base::Status read, write;
  int rows = 1;
};

class ToldEnvelope final : public Envelope {
 public:
  ToldEnvelope(const ServedModel& model, const Told& told) : model_(model), told_(told) {}
  const data::SchemaPtr& schema() const override { return model_.columns; }
  flow::Path& path() const override { return *model_.usual.path; }
  base::Status read(const Exchange&, data::Chunk& rows, data::RowErrors& rejected) override {
    rows.clear();
    rejected.clear();
    for (int i = 0; i < told_.rows; ++i) flow::add_row(rows, i, 5);
    return told_.read;
  }
  base::Status write(const flow::Delivery& delivery, Response& response) override {
    response.body = std::to_string(delivery.rows.rows());
    return told_.write;
  }
  void refuse(const base::Status& status, Response& response) const override {
    respond_error(status, response);
  }

 private:
  const ServedModel& model_;
  const Told& told_;
};

class CallTest : public ServedTest {
 protected:
  void SetUp() override {
    ServedTest::SetUp();
    told_ = {}, made_ = 0;
    models_.put(toy_model("told", path_, *scorer_));
  }
  static base::Result<std::unique_ptr<Envelope>> make(const ServedModel& model) {
    ++made_;
    return std::make_unique<ToldEnvelope>(model, told_);
  }
  std::string start() {
    FakeExchange exchange("POST", "/");
    start_call(models_.find("told"), make, exchange);
    EXPECT_EQ(exchange.finished, 1);
    return std::to_string(exchange.status()) + " " + exchange.body();
  }

  static inline Told told_;
  static inline int made_ = 0;
};

TEST_F(CallTest, EachStepMayRefuse) {
  EXPECT_EQ(start(), "200 1");
  told_.read = base::invalid_argument("NO_ROWS", "none");
  EXPECT_TRUE(
      start().starts_with("400 {\"error\":{\"code\":\"INVALID_ARGUMENT\",\"reason\":\"NO_ROWS\""));
  told_.read = {};
  told_.rows = 5;  // above the path's limit
  EXPECT_TRUE(start().starts_with("400 ")) << start();
  told_.rows = 2;
  told_.write = base::internal("NO_PLACE", "none");
  EXPECT_TRUE(start().starts_with("500 {\"error\":")) << start();  // nothing of the answer is left
  told_.write = {};
  EXPECT_EQ(start(), "200 2");
  EXPECT_EQ(made_, 1);
}

TEST_F(CallTest, WhoTracesItLearnsHowFarItCame) {
  const auto traced = [this] {
    FakeExchange exchange("POST", "/");
    exchange.trace();
    start_call(models_.find("told"), make, exchange);
    return *exchange.span();
  };
  told_.rows = 2;
  const RequestSpan scored = traced();
  EXPECT_EQ(scored.model + " " + scored.version, "told 1");
  EXPECT_EQ(scored.rows, 2);
  ASSERT_EQ(scored.phases_count, 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_STREQ(scored.phases[i].name, (std::array{"parse", "queue", "score", "encode"}[i]));
    EXPECT_LE(scored.phases[i].begin, scored.phases[i].end);
    if (i > 0) {
      EXPECT_EQ(scored.phases[i].begin, scored.phases[i - 1].end);
    }
  }
  told_.rows = 5;  // above the path's limit
  EXPECT_EQ(traced().phases_count, 1u);
  told_.read = base::invalid_argument("NO_ROWS", "none");
  EXPECT_EQ(traced().phases_count, 0u);
  EXPECT_EQ(traced().rows, -1);
  EXPECT_EQ(traced().model, "told");
}

TEST_F(CallTest, WhatSucceedsAndWhatFailsIsCounted) {
  told_.rows = 3;
  (void)start();
  told_.rows = 5;
  (void)start();
  const ModelStatistics& statistics = *models_.find("told")->statistics;
  EXPECT_EQ(statistics.success.count, 1u);
  EXPECT_EQ(statistics.fail.count, 1u);
  EXPECT_EQ(statistics.rows, 3u);
  EXPECT_GT(statistics.last_ms, 0);
}

TEST_F(CallTest, RequestsOverTheRateAreRefusedBeforeTheyAreRead) {
  ServedModel model = toy_model("told", path_, *scorer_);
  model.rate = std::make_shared<RateLimit>(0.01);
  models_.put(std::move(model));
  EXPECT_EQ(start(), "200 1");
  FakeExchange exchange("POST", "/");
  start_call(models_.find("told"), make, exchange);
  EXPECT_EQ(exchange.status(), 429);
  EXPECT_NE(exchange.body().find("RATE_LIMIT"), std::string::npos);
  EXPECT_EQ(exchange.response().retry_after_s, 100);
}

TEST_F(CallTest, EachClientHasItsOwnRateAndWhoHasNoAddressNone) {
  ServedModel model = toy_model("told", path_, *scorer_);
  model.client_rates = std::make_shared<ClientRates>(0.01);
  models_.put(std::move(model));
  const auto status = [this](const std::string& client) {
    FakeExchange exchange("POST", "/");
    exchange.from = client;
    start_call(models_.find("told"), make, exchange);
    return exchange.status();
  };
  EXPECT_EQ(status("192.0.2.1"), 200);
  EXPECT_EQ(status("192.0.2.1"), 429);
  EXPECT_EQ(status("192.0.2.2"), 200);
  EXPECT_EQ(status(""), 200);
  EXPECT_EQ(status(""), 200);
}

// Behind a proxy all have its address: a client is its key, where there are keys.
TEST_F(CallTest, AClientIsItsKeyWhereThereIsOne) {
  ServedModel model = toy_model("told", path_, *scorer_);
  model.client_rates = std::make_shared<ClientRates>(0.01);
  models_.put(std::move(model));
  const auto status = [this](const std::string& name, const std::string& grant) {
    FakeExchange exchange("POST", "/");
    exchange.from = "192.0.2.1";
    exchange.set_caller(std::make_shared<const Caller>(name, *parse_grants({grant})));
    start_call(models_.find("told"), make, exchange);
    return exchange.status();
  };
  EXPECT_EQ(status("ann", "predict:*"), 200);
  EXPECT_EQ(status("ann", "predict:*"), 429);
  EXPECT_EQ(status("bob", "admin:*"), 403) << "who may not takes nothing of the rate";
  EXPECT_EQ(status("bob", "predict:told"), 200);
}

// At rest a model has no paths: its requests wait, and are answered by the one that comes back.
TEST_F(CallTest, AModelAtRestIsWokenByItsRequests) {
  std::function<void(const base::Result<ServedPtr>&)> told;
  const auto put_to_rest = [&] {
    ServedModel model = toy_model("told", path_, *scorer_);
    model.statistics = models_.find("told")->statistics;
    model.usual.path = model.all.path = nullptr;
    model.wake = [&told](auto done) { told = std::move(done); };
    models_.put(std::move(model));
  };
  put_to_rest();
  FakeExchange exchange("POST", "/");
  start_call(models_.find("told"), make, exchange);
  EXPECT_EQ(exchange.finished, 0);
  EXPECT_EQ(models_.find("told")->statistics->in_flight, 1);
  ServedModel awake = toy_model("told", path_, *scorer_);
  awake.statistics = models_.find("told")->statistics;
  models_.put(std::move(awake));
  told(models_.find("told"));
  EXPECT_EQ(exchange.finished, 1);
  EXPECT_EQ(exchange.body(), "1");
  EXPECT_EQ(models_.find("told")->statistics->in_flight, 0);
  EXPECT_EQ(models_.find("told")->statistics->success.count, 1u);

  put_to_rest();
  FakeExchange refused("POST", "/");
  start_call(models_.find("told"), make, refused);
  told(base::unavailable("CANNOT_LOAD", "its file is gone"));
  EXPECT_EQ(refused.status(), 503);
  EXPECT_NE(refused.body().find("CANNOT_LOAD"), std::string::npos);
  FakeExchange stranger("POST", "/");
  stranger.set_caller(std::make_shared<const Caller>("bob", *parse_grants({"predict:other"})));
  told = nullptr;
  start_call(models_.find("told"), make, stranger);
  EXPECT_EQ(stranger.status(), 403);
  EXPECT_EQ(told, nullptr) << "who may not predict wakes nothing";
  EXPECT_EQ(models_.find("told")->statistics->in_flight, 0);
}

TEST_F(CallTest, ErrorsMayBeTerse) {
  told_.read = base::invalid_argument("NO_ROWS", "s3cret").at("s3cret");
  const auto ask = [this] {
    FakeExchange exchange("POST", "/");
    exchange.set_terse();
    start_call(models_.find("told"), make, exchange);
    return std::to_string(exchange.status()) + " " + exchange.body();
  };
  EXPECT_EQ(ask(),
            "400 {\"error\":{\"code\":\"INVALID_ARGUMENT\",\"reason\":\"NO_ROWS\","
            "\"message\":\"can't be used as it was sent\"}}");
  told_.read = {}, told_.write = base::internal("NO_PLACE", "/inner/workings");
  EXPECT_EQ(ask(),
            "500 {\"error\":{\"code\":\"INTERNAL\",\"reason\":\"NO_PLACE\","
            "\"message\":\"internal error\"}}");
  EXPECT_NE(start().find("/inner/workings"), std::string::npos);
}

TEST_F(CallTest, APriorityIsOneOfThree) {
  EXPECT_EQ(*parse_priority(""), flow::Priority::kNormal);
  EXPECT_EQ(*parse_priority("normal"), flow::Priority::kNormal);
  EXPECT_EQ(*parse_priority("high"), flow::Priority::kHigh);
  EXPECT_EQ(*parse_priority("low"), flow::Priority::kLow);
  const auto ask = [this](const std::string& priority) {
    FakeExchange exchange("POST", "/");
    exchange.headers["x-request-priority"] = priority;
    start_call(models_.find("told"), make, exchange);
    return std::to_string(exchange.status()) + " " + exchange.body();
  };
  EXPECT_NE(ask("urgent").find("BAD_PRIORITY"), std::string::npos);
  EXPECT_TRUE(ask("low").starts_with("429 "));  // the path takes one at a time: half of it is none
  EXPECT_EQ(ask("high"), "200 1");
}

TEST(AllScored, NamesTheFirstRowThatWasNot) {
  flow::Delivery delivery;
  EXPECT_TRUE(all_scored(delivery).ok());
  delivery.answer.errors.push_back({.row = 2,
                                    .status = base::invalid_argument("BAD_VALUE", "is none"),
                                    .column = "x",
                                    .value = "?"});
  EXPECT_EQ(all_scored(delivery).message(), "row 2, column \"x\": \"?\" is none");
  delivery.answer.errors.push_back({.row = 3, .status = base::internal("BAD", "worse")});
  EXPECT_EQ(all_scored(delivery).message(), "row 2, column \"x\": \"?\" is none, and 1 rows more");
  EXPECT_STREQ(all_scored(delivery).reason(), "BAD_VALUE");
}

}  // namespace
}  // namespace slipway::serve
