#include "model/stages/gaussian_process.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

base::Status all_double(const Block& block) {
  for (const Element element : block.columns)
    if (element != Element::kF64) return bad("reads what is not float64");
  return {};
}

}  // namespace

base::Result<Block> check(const ExplainedVariance& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  SLIPWAY_TRY(all_double(*in[0]));
  const std::size_t width = in[0]->width();
  SLIPWAY_TRY(want_size("lower", op.lower.size(), width * (width + 1) / 2));
  SLIPWAY_TRY(want_size_or_none("weight", op.weight.size(), width));
  for (std::size_t i = 0; i < width; ++i)
    if (op.lower[i * (i + 1) / 2 + i] == 0) return bad("solves what has no solution");
  return same(Element::kF64, 1);
}

base::Result<Block> check(const LatentProbability&, const Inputs& in) {
  if (in.size() != 2) return bad("takes two blocks");
  for (const Block* block : in) {
    SLIPWAY_TRY(one_dense({block}));
    SLIPWAY_TRY(want_size("column", block->width(), 1));
    SLIPWAY_TRY(all_double(*block));
  }
  return same(Element::kF64, 1);
}

std::string contract(const ExplainedVariance& op) {
  return fmt::format("squares of the solution of {} equations, added in float64", op.weight.size());
}
std::string contract(const LatentProbability&) {
  return "probability of an uncertain score by five error functions, in float64";
}

}  // namespace slipway::model
