// Links: what turns a raw score into a response.
#pragma once

#include <cstdint>
#include <string>

#include "model/stages/block.h"

namespace slipway::model {

enum class LinkKind : std::uint8_t {
  kIdentity,
  kSigmoid,        // 1 / (1 + exp(-scale * x))
  kCutSigmoid,     // 1 / (exp(min(-x, 88.7)) + 1)     (XGBoost from 1.5 on: never 0)
  kSoftmax,        // of the row: exp(x - max) / Σ, Σ in column order
  kNarrowSoftmax,  // the same of float64, but max, every exp(x - max) and Σ rounded to float32
                   // first (Treelite)
  kExp,            // exp(x)
  kSignedSquare,   // sign(x) * x²                       (LightGBM reg_sqrt)
  kLog1pExp,       // log1p(exp(x))                      (LightGBM cross_entropy_lambda)
  kOneMinus,       // one column p in, [1 - p, p] out
  kNormalise,      // x / Σ of the row; a row whose sum is 0 becomes 1 / width (OvR probabilities)
  kNegatePair,     // one column x in, [-x, x] out
  kClipProbability,   // [0, 1]
  kHinge,             // x > 0 ? 1 : 0                      (XGBoost binary:hinge)
  kLog,               // log(x)
  kLogPositive,       // log(x), of 0 log(2^-1022)            (LinearDiscriminantAnalysis)
  kHuberProbability,  // (clip(x, -1, 1) + 1) / 2            (SGDClassifier, modified_huber)
  kShare,             // x / Σ of the row, whatever the sum
  kLogNormalise,      // x - kLogSumExp of the row
  kLogSumExp,   // one column out: max + log(Σ exp(x - max)), of a max that isn't finite 0 + …
  kLogSoftmax,  // (x - max) - log(Σ exp(x - max))
  kSamme,  // of the row: (w - 1) * (log(p) - (1 / w) * Σ log(p)), p = max(x, 2^-52), w columns; Σ in
           // numpy's order                                (AdaBoost, SAMME.R)
  kLogSigmoid,  // -log(1 + exp(-x)), each step rounded         (CatBoost)
  kBounded,     // x / (3 * (|x| + 1))                        (one-versus-one confidences)
  kSorted,      // the row, ascending                         (XGBoost's quantiles, from 3.4 on)
  kExpectiles,  // x of the first column, then the column before + (1e-6 + log(1 + exp(x))), each
                // step rounded                               (XGBoost's expectiles)
};

// In the element of its input.
struct Link {
  static constexpr const char* kFamily = "link";
  LinkKind kind = LinkKind::kIdentity;
  double scale = 1;
};

base::Result<Block> check(const Link& op, const Inputs& in);
std::string contract(const Link& op);

}  // namespace slipway::model
