#include "serve/ticker.h"

#include <gtest/gtest.h>

#include "flow/fakes_test.h"
#include "flow/reply.h"
#include "serve/fakes_test.h"
#include "serve/served_test.h"

namespace slipway::serve {
namespace {

// Told of a request that waits for others, it scores it when nobody came.
TEST(Ticker, ScoresWhatWaitedInVain) {
  flow::ToyProvider provider;
  const auto scorer = std::make_shared<flow::ToyScorer>(0, 100);
  provider.loaded[flow::version(0)] = scorer;
  flow::PathOptions waits;
  waits.lane.wait = std::chrono::milliseconds(3);
  flow::Path path(provider, base::system_clock(), waits);
  ASSERT_TRUE(path.route({{flow::version(0), 1}}).ok());
  ServedModels models;
  ServedModel model = toy_model("toy", path, *scorer);
  model.batches = true;
  models.put(std::move(model));
  const ServeContext context{
      .models = &models, .clock = &base::system_clock(), .ready = [] { return true; }};
  const auto handler = make_handler(context);
  const auto begun = std::chrono::steady_clock::now();
  FakeExchange exchange("POST", "/api/v1/models/toy/score", R"({"key":1,"x":5,"note":"n"})");
  {
    Ticker ticker(models);
    handler->handle(exchange);
    ticker.note(*models.find("toy"));
    while (path.in_flight().deliveries() > 0)
      base::system_clock().sleep(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(exchange.finished, 1);
  EXPECT_EQ(exchange.status(), 200);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(3));
}

}  // namespace
}  // namespace slipway::serve
