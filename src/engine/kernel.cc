#include "engine/kernel.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/stages/columns.h"
#include "model/stages/scale.h"

namespace slipway::engine {

Step::~Step() = default;
Kernel::~Kernel() = default;

std::string_view TextArena::keep(std::string_view text) {
  constexpr std::size_t kBlockBytes = 64u << 10;
  while (block_ < blocks_.size() && blocks_[block_].size - used_ < text.size()) ++block_, used_ = 0;
  if (block_ == blocks_.size()) {
    const std::size_t size = std::max(kBlockBytes, text.size());
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
  }
  char* to = blocks_[block_].bytes.get() + used_;
  text.copy(to, text.size());
  used_ += text.size();
  kept_ += text.size();
  return {to, text.size()};
}

std::string column_name(const model::Model& model, const model::Stage& stage, std::uint32_t input,
                        std::uint32_t column) {
  model::ValueId value = stage.inputs[input];
  std::uint32_t at = column;
  while (value != 0) {
    const model::Stage& from = model.stages()[value - 1];
    const auto* gather = from.op.as<model::Gather>();
    const bool passes = gather != nullptr || from.op.is<model::Require>() ||
                        from.op.is<model::Cast>() || from.op.is<model::Scale>();
    if (!passes) return fmt::format("column {} of {}", at, from.name);
    value = from.inputs[gather != nullptr ? gather->columns[at].input : 0];
    if (gather != nullptr) at = gather->columns[at].column;
  }
  return model.signature().inputs[at].name;
}

}  // namespace slipway::engine
