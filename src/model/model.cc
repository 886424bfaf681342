#include "model/model.h"

namespace slipway::model {

const Output* Model::output(std::string_view name) const {
  for (const Output& output : signature_.outputs)
    if (output.name == name) return &output;
  return nullptr;
}

}  // namespace slipway::model
