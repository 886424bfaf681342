#include "model/stages/vote.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

bool all_are(const Block& block, Element element) {
  return std::ranges::all_of(block.columns, [element](Element e) { return e == element; });
}

}  // namespace

base::Result<Block> check(const Votes& op, const Inputs& in) {
  std::size_t voters = 0;
  for (const Block* block : in) {
    SLIPWAY_TRY(one_dense({block}));
    if (!all_are(*block, Element::kI64)) return bad("counts votes that are no index");
    voters += block->width();
  }
  if (op.classes == 0) return bad("there is nothing to vote for");
  SLIPWAY_TRY(want_columns(op.classes));
  SLIPWAY_TRY(want_size("yes", op.yes.size(), voters));
  SLIPWAY_TRY(want_size("no", op.no.size(), voters));
  return same(Element::kF64, op.classes);
}

base::Result<Block> check(const WeightedMedian& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  if (in[0]->width() == 0 || !all_are(*in[0], Element::kF64))
    return bad("takes the median of float64 only");
  SLIPWAY_TRY(want_size("weights", op.weights.size(), in[0]->width()));
  return same(Element::kF64, 1);
}

base::Result<Block> check(const Place& op, const Inputs& in) {
  if (in.size() != 1) return bad("takes one block");
  SLIPWAY_TRY(want_columns(op.fill.size()));
  if (op.fill.empty()) return bad("makes no column");
  if (op.at.empty()) return same(Element::kF64, op.fill.size());
  SLIPWAY_TRY(one_dense(in));
  if (!all_are(*in[0], Element::kF64)) return bad("places float64 only");
  SLIPWAY_TRY(want_size("at", op.at.size(), in[0]->width()));
  std::vector<bool> taken(op.fill.size(), false);
  for (const std::uint32_t at : op.at) {
    if (at >= op.fill.size() || taken[at]) return bad("a place is not there or is taken");
    taken[at] = true;
  }
  return same(Element::kF64, op.fill.size());
}

std::string contract(const Votes& op) {
  return fmt::format("votes of {} for {} classes, added in order", op.yes.size(), op.classes);
}
std::string contract(const WeightedMedian& op) {
  return fmt::format("weighted median of {} columns", op.weights.size());
}
std::string contract(const Place& op) {
  return fmt::format("{} of {} columns, the others constant", op.at.size(), op.fill.size());
}

}  // namespace slipway::model
