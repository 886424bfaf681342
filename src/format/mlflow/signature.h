// The inputs that an MLflow signature declares, and what the model's own file says of them: names and
// kinds that the file does not know are taken over, what contradicts it is an error
// (mlflow/types/schema.py).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "model/model_builder.h"

namespace slipway::format::mlflow {

struct SignatureColumn {
  std::string name;  // empty: by position
  std::string type;  // "double", "float", "long", "integer", "string", "boolean", "datetime", …
};

// Either columns, or one tensor of so many columns (-1: any number).
struct InputSchema {
  std::vector<SignatureColumn> columns;
  std::optional<std::int64_t> tensor_columns;
  std::string tensor_type;  // numpy's: "float64", "str", "object"
};

// [{"name": "age", "type": "long", "required": true}, …]: INVALID_ARGUMENT/BAD_SIGNATURE.
base::Result<InputSchema> parse_inputs(std::string_view json);

// REQUIRES: the model has been read. INVALID_ARGUMENT/SIGNATURE_MISMATCH names the column.
base::Status bind_inputs(const InputSchema& schema, model::ModelBuilder& builder);

}  // namespace slipway::format::mlflow
