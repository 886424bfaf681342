#include "model/model.h"

#include "model/stages/columns.h"

namespace slipway::model {

const Output* Model::output(std::string_view name) const {
  for (const Output& output : signature_.outputs)
    if (output.name == name) return &output;
  return nullptr;
}

bool reads_input(const Stage& stage, std::size_t column) {
  const auto* gather = stage.op.as<Gather>();
  for (std::size_t i = 0; i < stage.inputs.size(); ++i) {
    if (stage.inputs[i] != 0) continue;
    if (gather == nullptr) return true;
    for (const Gather::From& from : gather->columns)
      if (from.input == i && from.column == column) return true;
  }
  return false;
}

}  // namespace slipway::model
