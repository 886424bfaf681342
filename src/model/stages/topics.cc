#include "model/stages/topics.h"

#include <cmath>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const Topics& op, const Inputs& in) {
  SLIPWAY_TRY(numeric(in));
  SLIPWAY_TRY(want_size("inputs", op.inputs, in[0]->width()));
  if (op.words.empty() || op.words.size() % in[0]->width() != 0) return bad("words are cut off");
  if (op.iterations > 100'000) return bad("iterates without end");
  if (!std::isfinite(op.prior)) return bad("the prior is no number");
  const std::size_t topics = op.words.size() / in[0]->width();
  SLIPWAY_TRY(want_columns(topics));
  return same(Element::kF64, topics);
}

std::string contract(const Topics& op) {
  return fmt::format("latent Dirichlet allocation, at most {} rounds, until the change is below {}",
                     op.iterations, op.tolerance);
}

}  // namespace slipway::model
