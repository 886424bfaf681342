// Deciding: scores to the index of a label, labels to numbers, several answers to one.
#pragma once

#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// Scores to the index of a label (kI64): of one column, x > threshold (class 1) or not (class 0);
// of several, the first greatest, as numpy.argmax: the first NaN, if there is one. NaN is above no
// threshold.
struct Decide {
  static constexpr const char* kFamily = "decide";
  double threshold = 0.5;
  bool greater_or_equal = false;
  bool each_column = false;  // each column by itself against the threshold: several labels a row
};

// Index k of column j to numbers[j][k]: class labels that the next stage computes with.
struct NumberOf {
  static constexpr const char* kFamily = "number_of";
  std::vector<std::vector<double>> numbers;  // by column
  Element to = Element::kF64;                // or kI64
};

// Several blocks of kF64, all of one width, to one: out[j] = (Σ_b weights[b] * in_b[j]) / divisor,
// b ascending, the first one not added to 0. No weights: plain sums. numpy.mean and numpy.average
// over a stack. Blocks that are all of kF32 and have no weights are added and divided in float32.
//   in_logs: out[j] = log(Σ_b exp(in_b[j])) - log(divisor), as numpy.logaddexp pair by pair.
struct Combine {
  static constexpr const char* kFamily = "combine";
  std::vector<double> weights;
  double divisor = 1;
  bool in_logs = false;
};

base::Result<Block> check(const Decide& op, const Inputs& in);
base::Result<Block> check(const NumberOf& op, const Inputs& in);
base::Result<Block> check(const Combine& op, const Inputs& in);
std::string contract(const Decide& op);
std::string contract(const NumberOf& op);
std::string contract(const Combine& op);

}  // namespace slipway::model
