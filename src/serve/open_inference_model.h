// What both forms of the Open Inference Protocol, JSON over HTTP and protobuf over gRPC, say of a model,
// and how they choose what it computes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "codec/tensors.h"
#include "data/schema.h"
#include "serve/models.h"
#include "serve/protocol.h"

namespace slipway::serve {

// NOT_FOUND: UNKNOWN_MODEL, UNKNOWN_VERSION. `version` as ServedModels::find has it.
base::Result<ServedPtr> find_model(const ServedModels& models, std::string_view name,
                                   std::string_view version);

// Of every version that is served, then of every model that is configured and not served: of those that the
// caller sees.
std::vector<ModelState> model_states(const ServeContext& context, const Caller& caller);

// Asks to load the model anew, or to take it out of service, if the caller may; UNIMPLEMENTED/NO_CONTROL if
// nobody can.
void change_model(const ServeContext& context, const Caller& caller, bool load,
                  const std::string& name, ModelControl::Done done);

// Of all versions that are served, the default first.
std::vector<std::string> numbers_of(const ServedModels& models, std::string_view name);

// What a client needs to send: one matrix if all columns are numbers of one type, else one tensor a
// column.
std::vector<data::Field> input_fields(const ServedModel& model);

// [-1, 4] of a vector of 4; [-1] of a scalar: the first dimension is of the rows.
std::vector<std::int64_t> tensor_shape(const data::Field& field);

std::string platform_of(const ServedModel& model);  // "slipway_scikit-learn"

// What an output is sent as whose parameter "datatype" is `wanted`: its own type if that is empty; FP16 and BF16
// of real numbers. INVALID_ARGUMENT/BAD_PARAMETER.
base::Result<codec::DataType> sent_datatype(const data::Field& output, std::string_view wanted);

std::span<const std::string_view> server_extensions();  // of the protocol, that this server has

// The outputs that a request asks for. One request at a time.
class OutputChoice {
 public:
  void usual(const ServedModel& model);  // what those get who ask for nothing
  // INVALID_ARGUMENT/UNKNOWN_OUTPUT. None: the usual ones.
  base::Status named(const ServedModel& model, std::span<const std::string_view> names);

  const ServedOutputs& outputs() const { return *outputs_; }
  const std::vector<std::size_t>& fields() const { return fields_; }  // of outputs().schema

 private:
  const ServedOutputs* outputs_ = nullptr;
  std::vector<std::size_t> fields_;
};

}  // namespace slipway::serve
