#include "model/stages/kernel_density.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const KernelDensity& op, const Inputs& in) {
  SLIPWAY_TRY(check_learned(op.learned, in));
  if (op.learned.tree.nodes.empty()) return bad("there is no tree");
  SLIPWAY_TRY(want_size_or_none("weights", op.weights.size(), op.learned.count()));
  if (!(op.bandwidth > 0)) return bad("the bandwidth is not above 0");
  if (!(op.atol >= 0) || !(op.rtol >= 0)) return bad("a tolerance is below 0");
  return same(Element::kF64, 1);
}

std::string contract(const KernelDensity& op) {
  return fmt::format("the logarithm of the density of {} rows, by {}", op.learned.count(),
                     name(op.learned.metric));
}

}  // namespace slipway::model
