// The outputs that a request of Slipway's own protocol asks for, `?outputs=predict,predict_proba`: which
// path computes them, and its predictions with those columns alone, in that order.
#pragma once

#include <string_view>

#include "data/chunk.h"
#include "serve/models.h"
#include "serve/open_inference_model.h"

namespace slipway::serve {

// One request at a time; used again and again.
class PickedOutputs {
 public:
  // Of a request's query; without "outputs" the usual ones. INVALID_ARGUMENT/UNKNOWN_OUTPUT names those
  // there are; DUPLICATE_OUTPUT. REQUIRES: the model outlives this.
  base::Status pick(const ServedModel& model, std::string_view query);

  bool usual() const { return schema_ == nullptr; }  // as they come, all of model.usual
  flow::Path& path() const { return *choice_.outputs().path; }
  const data::SchemaPtr& schema() const { return usual() ? choice_.outputs().schema : schema_; }
  // Valid until the next call; `predictions` is of the path's.
  const data::Chunk& of(const data::Chunk& predictions);

 private:
  OutputChoice choice_;
  data::SchemaPtr schema_;  // null: the usual ones
  data::Chunk picked_;
};

}  // namespace slipway::serve
