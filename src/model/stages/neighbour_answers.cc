#include "model/stages/neighbour_answers.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

// A block of Within has a column for each row; one of Nearest as many distances as numbers. That a
// number is one of a row the kernels check.
base::Status neighbours(const Inputs& in, std::size_t rows) {
  if (in.size() != 1) return bad("takes one block");
  if (rows == 0) return bad("has no rows");
  const Block& block = *in[0];
  if (block.sparse) return want_size("rows", rows, block.width());
  const std::size_t count = block.width() / 2;
  Block wanted = same(Element::kF64, count);
  wanted.columns.resize(2 * count, Element::kI64);
  if (count == 0 || block != wanted) return bad("takes what are no neighbours");
  return {};
}

}  // namespace

base::Result<Block> check(const NeighbourVote& op, const Inputs& in) {
  SLIPWAY_TRY(neighbours(in, op.class_of.size()));
  if (op.classes == 0) return bad("there is nothing to vote for");
  SLIPWAY_TRY(want_columns(op.classes));
  SLIPWAY_TRY(want_size_or_none("alone", op.alone.size(), op.classes));
  if (std::ranges::any_of(op.class_of, [&](std::uint32_t c) { return c >= op.classes; }))
    return bad("a row is of no class");
  return same(Element::kF64, op.classes);
}

base::Result<Block> check(const NeighbourMean& op, const Inputs& in) {
  if (op.outputs == 0 || op.values.size() % op.outputs != 0) return bad("values are cut off");
  SLIPWAY_TRY(neighbours(in, op.values.size() / op.outputs));
  SLIPWAY_TRY(want_columns(op.outputs));
  return same(Element::kF64, op.outputs);
}

base::Result<Block> check(const NeighbourGraph& op, const Inputs& in) {
  SLIPWAY_TRY(neighbours(in, op.rows));
  SLIPWAY_TRY(want_columns(op.rows));
  Block block = same(Element::kF64, op.rows);
  block.sparse = true;
  return block;
}

base::Result<Block> check(const LocalOutliers& op, const Inputs& in) {
  SLIPWAY_TRY(neighbours(in, op.reach.size()));
  SLIPWAY_TRY(want_size("density", op.density.size(), op.reach.size()));
  if (in[0]->sparse) return bad("takes the nearest rows only");
  return same(Element::kF64, 1);
}

std::string contract(const NeighbourVote& op) {
  return fmt::format("neighbours' votes for {} classes{}", op.classes,
                     op.by_distance ? ", each 1 / distance" : "");
}
std::string contract(const NeighbourMean& op) {
  return fmt::format("neighbours' mean{}, in {}", op.by_distance ? ", each by 1 / distance" : "",
                     op.single && !op.by_distance ? "float32" : "float64");
}
std::string contract(const NeighbourGraph& op) {
  return op.distances ? "distances to the neighbours" : "1 for each neighbour";
}
std::string contract(const LocalOutliers&) {
  return "-mean of the neighbours' density beside that of the row";
}

}  // namespace slipway::model
