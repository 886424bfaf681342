// What Gaussian processes make of kernel values: the variance that the learned rows leave, and the
// probability of a latent score that is uncertain.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// k in (a column a learned row), one column out: Σ_i v_i², with L v = weight * k solved from the
// first row of L on; all sums in column order, in double. (The library's own come from LAPACK.)
struct ExplainedVariance {
  static constexpr const char* kFamily = "explained_variance";
  std::vector<double>
      lower;  // L by row, of row i the first i + 1 entries; none on the diagonal is 0
  std::vector<double> weight;  // by column; none: 1
};

// Of a block of one column, the mean m, and another, the variance v, of a latent score, the
// probability that a logistic of it comes out true, as GaussianProcessClassifier approximates it by
// five error functions (Williams and Barber, "Bayesian classification with Gaussian processes", 1998,
// appendix A). A variance below 0 gives NaN.
struct LatentProbability {
  static constexpr const char* kFamily = "latent_probability";
};

base::Result<Block> check(const ExplainedVariance& op, const Inputs& in);
base::Result<Block> check(const LatentProbability& op, const Inputs& in);
std::string contract(const ExplainedVariance& op);
std::string contract(const LatentProbability& op);

}  // namespace slipway::model
