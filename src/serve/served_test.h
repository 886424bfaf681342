// What the tests of protocols share: two toy models behind all protocols, without sockets.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "flow/fakes_test.h"
#include "serve/fakes_test.h"
#include "serve/protocol.h"

namespace slipway::serve {

// A model of toy rows whose outputs `path` computes.
inline ServedModel toy_model(const std::string& name, flow::Path& path,
                             const flow::ToyScorer& scorer) {
  const ServedOutputs outputs = {&path, scorer.output_schema()};
  ServedModel model;
  model.name = name;
  model.version = "1";
  model.description = "{}";
  model.platform = "toys";
  model.columns = flow::toy_schema();
  model.usual = model.all = outputs;
  model.make_decoder = [] {
    return (*codec::codecs().find("json"))
        ->payload_decoder({.wanted = flow::toy_schema()->fields()});
  };
  return model;
}

// "toy" (x * 0.1, and "low" or "high"), and "to\"m" over no route.
class ServedTest : public ::testing::Test {
 protected:
  void SetUp() override {
    provider_.loaded[flow::version(0)] = scorer_;
    ASSERT_TRUE(path_.route({{flow::version(0), 1}}).ok());
    add("toy", "1f0c", R"({"features":3})", path_);
    add("to\"m", "2", "{}", nowhere_);
    handler_ = make_handler(context_);
  }
  void add(const std::string& name, const std::string& version, const std::string& description,
           flow::Path& path) {
    ServedModel model = toy_model(name, path, *scorer_);
    model.version = version;
    model.description = description;
    model.make_decoder = [this, make = model.make_decoder] {
      ++decoders_;
      return make();
    };
    models_.put(std::move(model));
  }
  FakeExchange ask(const std::string& method, const std::string& path,
                   const std::string& body = "") {
    FakeExchange exchange(method, path, body);
    handler_->handle(exchange);
    EXPECT_EQ(exchange.finished, 1) << method << " " << path;
    return exchange;
  }

  const std::shared_ptr<flow::ToyScorer> scorer_ = std::make_shared<flow::ToyScorer>(0);
  flow::FakeClock clock_;
  flow::ToyProvider provider_;
  flow::Path path_{provider_, clock_, {.limits = {.rows_max = 4, .deliveries_max = 1}}};
  flow::Path nowhere_{provider_, clock_, {}};
  ServedModels models_;
  bool ready_ = true;
  const ServeContext context_{
      .models = &models_, .clock = &clock_, .ready = [this] { return ready_; }};
  std::unique_ptr<Handler> handler_;
  int decoders_ = 0;
};

}  // namespace slipway::serve
