// All protocols behind one handler.
#include "serve/protocol.h"

#include <gtest/gtest.h>

#include "flow/fakes_test.h"
#include "serve/fakes_test.h"
#include "serve/served_test.h"

namespace slipway::serve {
namespace {

TEST(Protocols, EachSaysWhatItIs) {
  for (const char* name : {"health", "slipway"}) EXPECT_TRUE(protocols().find(name).ok()) << name;
  for (const std::string& name : protocols().names())
    EXPECT_STRNE((*protocols().find(name))->about(), "") << name;
}

TEST(Protocols, WhatNoneKnowsIsNotFound) {
  const ServedModels models;
  const ServeContext context{
      .models = &models, .clock = &base::system_clock(), .ready = [] { return true; }};
  const auto handler = make_handler(context);
  FakeExchange known("GET", "/health/live"), unknown("GET", "/x?y");
  handler->handle(known), handler->handle(unknown);
  EXPECT_EQ(known.status(), 200);
  EXPECT_EQ(unknown.status(), 404);
  EXPECT_EQ(
      unknown.body(),
      R"({"error":{"code":"NOT_FOUND","reason":"UNKNOWN_PATH","message":"there is nothing at /x?y"}})");
  EXPECT_EQ(handler->due_at(), base::kNever);
}

// Work that waits for company is due when the earliest of all models says, and tick() does it.
TEST(Protocols, TicksForEveryModel) {
  flow::FakeClock clock;
  flow::ToyProvider provider;
  // Joining pays for a scorer whose calls are dear: its lane waits.
  const auto scorer = std::make_shared<flow::ToyScorer>(0, 100);
  provider.loaded[flow::version(0)] = scorer;
  flow::PathOptions waits;
  waits.lane.wait = std::chrono::milliseconds(3);
  flow::Path first(provider, clock, {}), second(provider, clock, waits);
  ServedModels models;
  for (flow::Path* path : {&first, &second}) {
    ASSERT_TRUE(path->route({{flow::version(0), 1}}).ok());
    ServedModel model = toy_model(path == &first ? "first" : "second", *path, *scorer);
    model.batches = path == &second;
    models.put(std::move(model));
  }
  const ServeContext context{.models = &models, .clock = &clock, .ready = [] { return true; }};
  const auto handler = make_handler(context);
  FakeExchange exchange("POST", "/api/v1/models/second/score", R"({"key":1,"x":5,"note":"n"})");
  handler->handle(exchange);
  ASSERT_EQ(exchange.finished, 0);
  EXPECT_EQ(handler->due_at(), clock.now() + std::chrono::milliseconds(3));
  handler->tick();
  EXPECT_EQ(exchange.finished, 0);
  clock.advance(std::chrono::milliseconds(3));
  handler->tick();
  EXPECT_EQ(exchange.finished, 1);
  EXPECT_EQ(exchange.status(), 200);
  EXPECT_EQ(handler->due_at(), base::kNever);
}

}  // namespace
}  // namespace slipway::serve
