// ServedModel: a model as the server sees it: a name, a path to offer Deliveries to, and how to
// read a request's rows. Made by service/; serve/ never learns how anything is scored.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "codec/codec.h"
#include "flow/path.h"
#include "serve/model_statistics.h"

namespace slipway::serve {

// Outputs that are computed together, and the path that does it, which outlives the server.
struct ServedOutputs {
  flow::Path* path = nullptr;
  data::SchemaPtr schema;  // of the answer
};

struct ServedModel {
  std::string name;
  std::string version;      // the digest's first 12 characters
  std::string description;  // JSON: what `slipway inspect --json` prints
  std::string platform;     // what wrote it: "scikit-learn"; empty if that is not known
  data::SchemaPtr columns;  // what the model wants, in its order
  ServedOutputs usual;      // what those get who ask for nothing: predict, and predict_proba
  ServedOutputs all;        // whatever it can compute
  std::function<base::Result<std::unique_ptr<codec::PayloadDecoder>>()> make_decoder;  // any thread
  std::shared_ptr<ModelStatistics> statistics = std::make_shared<ModelStatistics>();
};

// The models that are served. Constant while the server runs.
class ServedModels {
 public:
  void add(ServedModel model) { models_.push_back(std::move(model)); }
  const std::vector<ServedModel>& all() const { return models_; }
  const ServedModel* find(std::string_view name) const {
    for (const ServedModel& model : models_)
      if (model.name == name) return &model;
    return nullptr;
  }

 private:
  std::vector<ServedModel> models_;
};

}  // namespace slipway::serve
