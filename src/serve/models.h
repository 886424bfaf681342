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

namespace slipway::serve {

struct ServedModel {
  std::string name;
  std::string version;         // the digest's first 12 characters
  std::string description;     // JSON: what `slipway inspect --json` prints
  flow::Path* path = nullptr;  // outlives the server
  std::function<base::Result<std::unique_ptr<codec::PayloadDecoder>>()> make_decoder;  // any thread
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
