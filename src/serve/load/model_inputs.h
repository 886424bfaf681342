// ModelInputs: what a model wants, as its server tells callers, and rows made of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "data/chunk.h"
#include "serve/load/target.h"

namespace slipway::serve {

struct ModelInputs {
  std::string model;
  data::SchemaPtr columns;
  std::vector<std::vector<std::string>> categories;  // of each column, those that are known
  std::string
      matrix;  // the name of the one tensor [rows, columns] that holds all; empty: a tensor a column
};

// The one model that the server has. FAILED_PRECONDITION/WHICH_MODEL names them.
base::Result<std::string> only_model(Target& target);
// FAILED_PRECONDITION/NO_INPUTS if the server does not say.
// `path` is where it says that: Slipway's own description, or the metadata of the Open Inference Protocol.
base::Result<ModelInputs> ask_inputs(Target& target, const std::string& path,
                                     const std::string& model);

// `count` rows that differ: numbers around zero, known categories. The same of a seed.
data::Chunk make_load_rows(const ModelInputs& inputs, std::int64_t count, std::uint64_t seed);

}  // namespace slipway::serve
