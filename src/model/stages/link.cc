#include "model/stages/link.h"

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const Link& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  const Block& first = *in[0];
  for (const Element element : first.columns)
    if (element != first.columns[0]) return bad("works on float32 or float64, not on both");
  const bool pairs = op.kind == LinkKind::kOneMinus || op.kind == LinkKind::kNegatePair;
  if (op.kind == LinkKind::kLogSumExp) return same(first.columns[0], 1);
  if (!pairs) return first;
  SLIPWAY_TRY(want_size("input", first.width(), 1));
  return same(first.columns[0], 2);
}

std::string contract(const Link& op) {
  switch (op.kind) {
    case LinkKind::kIdentity:
      return "identity";
    case LinkKind::kSigmoid:
      return op.scale == 1 ? "sigmoid" : fmt::format("sigmoid({} * x)", op.scale);
    case LinkKind::kSoftmax:
      return "softmax";
    case LinkKind::kNarrowSoftmax:
      return "softmax, its terms and their sum rounded to float32";
    case LinkKind::kCutSigmoid:
      return "sigmoid, x >= -88.7";
    case LinkKind::kExp:
      return "exp";
    case LinkKind::kSignedSquare:
      return "sign(x) * x^2";
    case LinkKind::kLog1pExp:
      return "log1p(exp(x))";
    case LinkKind::kOneMinus:
      return "[1 - p, p]";
    case LinkKind::kNormalise:
      return "x / sum of the row";
    case LinkKind::kNegatePair:
      return "[-x, x]";
    case LinkKind::kClipProbability:
      return "clip to [0, 1]";
    case LinkKind::kHinge:
      return "x > 0";
    case LinkKind::kLog:
      return "log";
    case LinkKind::kLogPositive:
      return "log, of 0 log(2^-1022)";
    case LinkKind::kHuberProbability:
      return "(clip(x, -1, 1) + 1) / 2";
    case LinkKind::kShare:
      return "x / sum of the row, whatever the sum";
    case LinkKind::kLogNormalise:
      return "x - log(sum(exp(row)))";
    case LinkKind::kLogSumExp:
      return "log(sum(exp(row)))";
    case LinkKind::kLogSoftmax:
      return "log(softmax)";
    case LinkKind::kSamme:
      return "log(p) beside its mean over the row, times the other classes";
    case LinkKind::kLogSigmoid:
      return "-log(1 + exp(-x))";
    case LinkKind::kBounded:
      return "x / (3 * (|x| + 1))";
    case LinkKind::kSorted:
      return "the row, ascending";
    case LinkKind::kExpectiles:
      return "x, then each the one before + 1e-6 + log(1 + exp(x))";
  }
  return "";
}

}  // namespace slipway::model
