// A model of toy rows, for the targets that ask a server.
#pragma once

#include <cstdlib>
#include <memory>

#include "flow/fakes_test.h"
#include "serve/protocol.h"

namespace slipway::fuzz {

struct ToyServer {
  ToyServer() {
    provider.loaded[flow::version(0)] = scorer;
    if (!path.route({{flow::version(0), 1}}).ok()) std::abort();
    serve::ServedModel model;
    model.name = "toy", model.version = "1f0c", model.description = "{}";
    model.columns = flow::toy_schema();
    model.usual = model.all = {&path, scorer->output_schema()};
    model.make_decoder = [] {
      return (*codec::codecs().find("json"))
          ->payload_decoder({.wanted = flow::toy_schema()->fields()});
    };
    models.put(std::move(model));
  }
  const std::shared_ptr<flow::ToyScorer> scorer = std::make_shared<flow::ToyScorer>(0);
  flow::FakeClock clock;
  flow::ToyProvider provider;
  flow::Path path{provider, clock, {}};
  serve::ServedModels models;
};

}  // namespace slipway::fuzz
