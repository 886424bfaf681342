#include "model/stage.h"

#include "model/check_internal.h"

namespace slipway::model {

const char* family(const Op& op) {
  return std::visit([](const auto& one) { return one.kFamily; }, op);
}

std::string contract(const Op& op) {
  return std::visit([](const auto& one) { return contract(one); }, op);
}

base::Result<Block> check_stage(const Op& op, const Inputs& inputs) {
  return std::visit([&](const auto& one) { return check(one, inputs); }, op);
}

bool reads_input(const Stage& stage, std::size_t column) {
  const auto* gather = std::get_if<Gather>(&stage.op);
  for (std::size_t i = 0; i < stage.inputs.size(); ++i) {
    if (stage.inputs[i] != 0) continue;
    if (gather == nullptr) return true;
    for (const Gather::From& from : gather->columns)
      if (from.input == i && from.column == column) return true;
  }
  return false;
}

}  // namespace slipway::model
