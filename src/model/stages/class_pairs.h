// One class against another: the scores of all pairs of classes and what libsvm makes of them. Pairs
// are (0, 1), (0, 2), …, (1, 2), …; the first class of a pair wins if its score is above 0.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// Kernel values of rows that lie class by class to a score a pair: of the pair (p, q), in double,
// Σ coef[q - 1][i] * x[i] over the rows of p in order, then + coef[p][i] * x[i] over those of q, then
// + intercept. (libsvm's svm_predict_values)
struct PairScores {
  static constexpr const char* kFamily = "pair_scores";
  std::vector<std::uint32_t> rows;  // by class
  std::vector<double> coef;         // (classes - 1) × rows, row-major
  std::vector<double> intercept;    // by pair
};

// Scores to votes: out[k] = how many pairs class k wins. With `confidence` a score of 0 is won by the
// first too, and + s / (3 * (|s| + 1)), s = ± the scores of the class's pairs, added in order
// (scikit-learn's _ovr_decision_function).
struct PairVotes {
  static constexpr const char* kFamily = "pair_votes";
  std::uint32_t classes = 0;
  bool confidence = false;
};

// Scores to probabilities: each pair's by the sigmoid 1 / (1 + exp(a * score + b)), cut to
// [1e-7, 1 - 1e-7], then coupled by at most max(100, classes) rounds of libsvm's
// multiclass_probability (Wu, Lin and Weng, "Probability estimates for multi-class classification by
// pairwise coupling", 2004, algorithm 2).
struct PairProbabilities {
  static constexpr const char* kFamily = "pair_probabilities";
  std::uint32_t classes = 0;
  std::vector<double> a, b;  // by pair
};

base::Result<Block> check(const PairScores& op, const Inputs& in);
base::Result<Block> check(const PairVotes& op, const Inputs& in);
base::Result<Block> check(const PairProbabilities& op, const Inputs& in);
std::string contract(const PairScores& op);
std::string contract(const PairVotes& op);
std::string contract(const PairProbabilities& op);

}  // namespace slipway::model
