#include "model/stages/class_pairs.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

std::size_t pairs_of(std::size_t classes) { return classes * (classes - 1) / 2; }

// One column of kF64 a pair.
base::Status scores_of(std::size_t classes, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  if (classes < 2) return bad("has no two classes");
  SLIPWAY_TRY(want_columns(classes));
  SLIPWAY_TRY(want_size("scores", in[0]->width(), pairs_of(classes)));
  for (const Element element : in[0]->columns)
    if (element != Element::kF64) return bad("reads scores that are not float64");
  return {};
}

}  // namespace

base::Result<Block> check(const PairScores& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  for (const Element element : in[0]->columns)
    if (element != Element::kF64) return bad("adds up what is not float64");
  const std::size_t classes = op.rows.size();
  if (classes < 2) return bad("has no two classes");
  SLIPWAY_TRY(want_columns(classes));
  std::size_t rows = 0;
  for (const std::uint32_t count : op.rows) rows += count;
  SLIPWAY_TRY(want_size("rows", rows, in[0]->width()));
  SLIPWAY_TRY(want_size("coef", op.coef.size(), (classes - 1) * rows));
  SLIPWAY_TRY(want_columns(pairs_of(classes)));
  SLIPWAY_TRY(want_size("intercept", op.intercept.size(), pairs_of(classes)));
  return same(Element::kF64, op.intercept.size());
}

base::Result<Block> check(const PairVotes& op, const Inputs& in) {
  SLIPWAY_TRY(scores_of(op.classes, in));
  return same(Element::kF64, op.classes);
}

base::Result<Block> check(const PairProbabilities& op, const Inputs& in) {
  SLIPWAY_TRY(scores_of(op.classes, in));
  SLIPWAY_TRY(want_size("a", op.a.size(), pairs_of(op.classes)));
  SLIPWAY_TRY(want_size("b", op.b.size(), pairs_of(op.classes)));
  return same(Element::kF64, op.classes);
}

std::string contract(const PairScores& op) {
  return fmt::format("a score for each pair of {} classes in float64, summed by class in order",
                     op.rows.size());
}
std::string contract(const PairVotes& op) {
  return fmt::format("votes of the pairs of {} classes{}", op.classes,
                     op.confidence ? ", and how clear they are" : "");
}
std::string contract(const PairProbabilities& op) {
  return fmt::format("probabilities of {} classes coupled from those of pairs", op.classes);
}

}  // namespace slipway::model
