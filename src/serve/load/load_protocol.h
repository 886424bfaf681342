// LoadProtocol: how a protocol asks for predictions, seen from the caller's side: where it says what columns a
// model has, and rows as a request's body. Those over HTTP are here; gRPC's comes with its module.
//
//   SLIPWAY_ASSIGN(const LoadProtocol* protocol, load_protocol("open-inference"));
//   SLIPWAY_ASSIGN(const std::string model, only_model(*target));
//   SLIPWAY_ASSIGN(const ModelInputs inputs, ask_inputs(*target, protocol->inputs_path(model), model));
//   requests.push_back(protocol->request(inputs, rows));
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "data/chunk.h"
#include "serve/load/model_inputs.h"
#include "serve/load/target.h"

namespace slipway::serve {

class LoadProtocol {
 public:
  virtual ~LoadProtocol();
  virtual std::string inputs_path(
      const std::string& model) const = 0;  // a GET of it says what the model wants
  // REQUIRES: the rows have the columns of the inputs.
  virtual LoadRequest request(const ModelInputs& inputs, const data::ChunkView& rows) const = 0;
  // A body that a person wrote: sent to the URL as it is.
  virtual LoadRequest request_of(std::string body) const;
  // How many rows an answer has; -1: it can't be read.
  virtual std::int64_t rows_in(std::string_view body) const = 0;
  virtual std::unique_ptr<Target> target(Url url,
                                         std::vector<std::pair<std::string, std::string>> headers,
                                         base::Duration timeout) const;
};

std::vector<std::string> load_protocols();  // names
// INVALID_ARGUMENT/UNKNOWN_PROTOCOL; of gRPC what opening its module says.
base::Result<const LoadProtocol*> load_protocol(std::string_view name);

// The tensors of a request of the Open Inference Protocol: of a matrix one, otherwise one a column, as
// raw bytes.
struct LoadTensor {
  std::string name;
  std::string_view datatype;
  std::vector<std::int64_t> shape;
  std::string raw;
};
std::vector<LoadTensor> tensors_of(const ModelInputs& inputs, const data::ChunkView& rows);

}  // namespace slipway::serve
